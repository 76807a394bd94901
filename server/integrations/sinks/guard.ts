import { lookup as lookUpBySystem, Resolver } from "node:dns/promises";
import { isIP, type LookupFunction } from "node:net";
import ipaddr from "ipaddr.js";
import { buildConnector } from "undici";

/** `allowedHosts` are names, or name:port, that may be called although they are neither public nor HTTPS: for sandboxes. */
export type AllowedHosts = { allowedHosts: readonly string[] };

/** All addresses of a host name; rejects with the error of the name service. */
export type ResolveHost = (hostname: string) => Promise<readonly string[]>;

/** The address may not be called. Nothing has been sent to it. */
export class TargetRefusal extends Error {
  override readonly name = "TargetRefusal";
}

const longestUrl = 2_048;
const lowestFreePort = 10_000;
const privateSuffixes = [".localhost", ".internal", ".local"];
const globalUnicast = ipaddr.IPv6.parseCIDR("2000::/3");

/**
 * Why an address may not be called, as a sentence, or null. It judges what WHATWG parsing makes of the text, so that odd spellings
 * of an IPv4 address are seen as what they mean. The addresses behind a name are judged at each connection (guardedConnector).
 */
export function refusalOfUrl(text: string, allowed: AllowedHosts): string | null {
  if (text.length > longestUrl) return `The address is longer than ${longestUrl} characters.`;
  // WHATWG parsing drops or folds these silently; the address that is kept must be the one that is called.
  if (/[\p{Cc}\s\\]/u.test(text)) return "The address contains a space, a backslash or a control character.";
  const authority = /^https?:\/\/([^/?#]+)/i.exec(text)?.[1];
  const url = authority === undefined ? null : URL.parse(text);
  if (authority === undefined || !url) return "The address must be a URL that starts with https://.";
  if (authority.includes("@")) return "The address must not contain a user name or password.";
  if (text.includes("#")) return "The address must not contain a fragment (#).";
  if (isAllowed(url, allowed)) return null;
  if (url.protocol !== "https:") return "The address must start with https://.";
  const port = Number(url.port || 443);
  if (port !== 443 && port !== 8443 && port < lowestFreePort)
    return `Port ${port} may not be called: use 443, 8443 or one from ${lowestFreePort} up.`;
  return refusalOfHost(url.hostname);
}

/** Whether the URL's host is listed by name, or by name and port. */
export function isAllowed(url: URL, { allowedHosts }: AllowedHosts): boolean {
  const port = url.port || (url.protocol === "http:" ? "80" : "443");
  const spellings = [url.hostname, `${url.hostname}:${port}`];
  return allowedHosts.some((host) => spellings.includes(host.toLowerCase()));
}

function refusalOfHost(hostname: string): string | null {
  const host = hostname.replace(/^\[|\]$/g, "").replace(/\.+$/, "");
  if (isIP(host) !== 0) return refusalOfAddress(host);
  if (!host.includes(".") || privateSuffixes.some((suffix) => host.endsWith(suffix)))
    return `The host ${host} is not a public name.`;
  return null;
}

function refusalOfAddress(address: string): string | null {
  return isPublicUnicast(address) ? null : `${address} is not a public address.`;
}

/**
 * Whether an IP address is public and of one machine. Addresses that carry another one inside (IPv4-mapped, 6to4, NAT64, Teredo) are not,
 * whatever they carry; nor is IPv6 outside of 2000::/3, where the deprecated IPv4-compatible addresses are.
 */
export function isPublicUnicast(address: string): boolean {
  if (!ipaddr.isValid(address)) return false;
  const parsed = ipaddr.parse(address);
  if (parsed.range() !== "unicast") return false;
  return parsed instanceof ipaddr.IPv4 || parsed.match(globalUnicast);
}

/**
 * Connects for one URL, and refuses with a TargetRefusal when the URL's host, or any address behind its name, is not public. The name is
 * resolved once per connection, and the connection goes to an address that was checked.
 */
export function guardedConnector(
  url: URL,
  options: AllowedHosts & { resolve?: ResolveHost | undefined; timeoutMs: number; connect?: Connect },
): buildConnector.connector {
  const free = isAllowed(url, options);
  const resolve = options.resolve ?? (free ? resolveLikeTheSystem : resolvePublicly);
  const connect = (options.connect ?? connectBySocket)(checkedLookup(resolve, free), options.timeoutMs);
  return (to, callback) => {
    // An address literal is never looked up, so it is judged here.
    const refusal = free ? null : refusalOfHost(to.hostname);
    if (refusal !== null) return callback(new TargetRefusal(refusal), null);
    connect(to, callback);
  };
}

/** Makes what opens the connections; it must reach names by this look-up alone. */
type Connect = (lookup: LookupFunction, timeoutMs: number) => buildConnector.connector;

const connectBySocket: Connect = (lookup, timeoutMs) =>
  buildConnector({
    allowH2: false,
    timeout: timeoutMs,
    autoSelectFamily: true,
    autoSelectFamilyAttemptTimeout: 1_000,
    lookup,
  });

function checkedLookup(resolve: ResolveHost, free: boolean): LookupFunction {
  const find = async (hostname: string): Promise<{ address: string; family: number }[]> => {
    const addresses = await resolve(hostname);
    if (addresses.length === 0) throw new TargetRefusal(`The host ${hostname} has no address.`);
    const hidden = free ? undefined : addresses.find((address) => !isPublicUnicast(address));
    if (hidden !== undefined)
      throw new TargetRefusal(`The host ${hostname} leads to ${hidden}, which is not a public address.`);
    return addresses.map((address) => ({ address, family: isIP(address) }));
  };
  return (hostname, { all }, callback) => {
    find(hostname).then(
      (found) => (all ? callback(null, found) : callback(null, found[0]?.address ?? "", found[0]?.family)),
      (error: Error) => callback(error, ""),
    );
  };
}

/** By the machine's own rules, so that `localhost` and /etc/hosts count. */
const resolveLikeTheSystem: ResolveHost = async (hostname) =>
  (await lookUpBySystem(hostname, { all: true })).map(({ address }) => address);

/** Asks the name servers directly: the system's look-up would let a few names that never answer hold all of Node's threads. */
const resolvePublicly: ResolveHost = async (hostname) => {
  const resolver = new Resolver({ timeout: 3_000, tries: 2 });
  const answers = await Promise.allSettled([resolver.resolve4(hostname), resolver.resolve6(hostname)]);
  const addresses = answers.flatMap((answer) => (answer.status === "fulfilled" ? answer.value : []));
  const [failed] = answers.filter((answer) => answer.status === "rejected");
  if (addresses.length === 0 && failed) throw failed.reason;
  return addresses;
};
