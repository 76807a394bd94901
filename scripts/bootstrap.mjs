// Runs before `npm start` and `npm test` on whatever Node the machine has, so it uses no package and no new syntax.
// It installs the packages when they are missing or older than package-lock.json, and says nothing otherwise.
import { spawnSync } from "node:child_process";
import { createHash } from "node:crypto";
import { existsSync, readFileSync, writeFileSync } from "node:fs";
import path from "node:path";
import { fileURLToPath } from "node:url";

const oldestNode = [20, 19];
const oldestNpm = [10, 0];
const scriptsNode = 24;

const root = path.dirname(path.dirname(fileURLToPath(import.meta.url)));
const modules = path.join(root, "node_modules");
const stampFile = path.join(modules, ".prorata-lock");
const lock = readFileSync(path.join(root, "package-lock.json"));
const stamp = createHash("sha256").update(lock).digest("hex");

function refuse(sentence) {
  console.error(sentence);
  process.exit(1);
}

function isOlder(version, [major, minor]) {
  const [haveMajor = 0, haveMinor = 0] = version.replace(/^v/, "").split(".").map(Number);
  return haveMajor < major || (haveMajor === major && haveMinor < minor);
}

const readText = (file) => (existsSync(file) ? readFileSync(file, "utf8") : "");

/** True when somebody ran `npm install` himself: what npm recorded in node_modules is what the lock file asks for. */
function isInstalled() {
  const recorded = readText(path.join(modules, ".package-lock.json"));
  if (!recorded) return false;
  const have = JSON.parse(recorded).packages ?? {};
  return Object.entries(JSON.parse(lock.toString("utf8")).packages).every(
    ([place, entry]) =>
      place === "" || (have[place] ? have[place].version === entry.version : entry.optional === true),
  );
}

/** The npm that runs this script, or the one in PATH when node was called directly. */
function npm(args, options) {
  const self = process.env.npm_execpath;
  return self && /npm-cli\.[cm]?js$/.test(self)
    ? spawnSync(process.execPath, [self, ...args], { cwd: root, ...options })
    : spawnSync("npm", args, { cwd: root, shell: process.platform === "win32", ...options });
}

function install() {
  const version = npm(["--version"], { encoding: "utf8" });
  if (version.status !== 0)
    refuse("npm was not found. Install Node.js 20.19 or newer, which brings npm along.");
  if (isOlder(version.stdout.trim(), oldestNpm)) {
    refuse(`npm ${version.stdout.trim()} is too old. Prorata needs npm ${oldestNpm[0]} or newer.`);
  }
  console.log("Installing the packages (npm ci). This takes a minute or two the first time.");
  const startedAt = Date.now();
  // --include=dev, because NODE_ENV=production in the environment would leave out what builds and tests. Only errors
  // are shown: npm warns of packages that want a newer Node than its own, and they get the bundled one.
  const result = npm(["ci", "--include=dev", "--no-audit", "--no-fund", "--loglevel=error"], {
    stdio: "inherit",
  });
  if (result.status !== 0) refuse("npm ci failed; what it said is above. Nothing has been started.");
  console.log(`Packages installed in ${Math.round((Date.now() - startedAt) / 1000)} s.`);
}

/** What follows is TypeScript that Node 24 runs itself; npm puts node_modules/.bin, and so that Node, first in PATH. */
function checkScriptsNode() {
  const found = spawnSync("node", ["--version"], { encoding: "utf8" });
  if (found.status === 0 && !isOlder(found.stdout.trim(), [scriptsNode, 0])) return;
  const bundled = existsSync(path.join(modules, "node", "bin", "node"));
  refuse(
    bundled
      ? "Start this through npm (npm start, npm test), which puts the bundled Node 24 first in PATH."
      : "The bundled Node 24 is missing: npm skipped its install script. Run npm ci --ignore-scripts=false, or install Node 24.",
  );
}

if (isOlder(process.version, oldestNode)) {
  refuse(`Node ${process.version} is too old. Prorata needs Node ${oldestNode.join(".")} or newer to start.`);
}
if (readText(stampFile) !== stamp) {
  if (!isInstalled()) install();
  checkScriptsNode();
  writeFileSync(stampFile, stamp);
}
