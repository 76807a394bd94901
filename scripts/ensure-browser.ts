import { spawnSync } from "node:child_process";
import { existsSync } from "node:fs";
import { chromium } from "@playwright/test";
import { Sentence } from "./sentence.ts";

const systemBrowsers = ["/usr/bin/chromium", "/usr/bin/chromium-browser", "/usr/bin/google-chrome"];

/** The browser that tests drive: the one named, Playwright's own, or the system's; null when there is none. */
export function findBrowser(): string | null {
  const named = process.env.PLAYWRIGHT_CHROMIUM;
  return (
    [...(named ? [named] : []), chromium.executablePath(), ...systemBrowsers].find((file) =>
      existsSync(file),
    ) ?? null
  );
}

const run = (command: string, args: string[]): boolean =>
  spawnSync(command, args, {
    stdio: ["ignore", "ignore", "inherit"],
    env: { ...process.env, DEBIAN_FRONTEND: "noninteractive" },
  }).status === 0;

/** Finds a Chromium or installs one: through the system's packages as root, else Playwright's own download. */
export function ensureBrowser(say: (text: string) => void): string {
  const found = findBrowser();
  if (found !== null) return found;
  if (process.getuid?.() === 0 && existsSync("/usr/bin/apt-get")) {
    say("Installing Chromium from the system's packages.");
    run("apt-get", ["update", "-q"]);
    run("apt-get", ["install", "-y", "-q", "chromium"]);
  } else {
    say("Downloading Chromium.");
    run(process.execPath, ["node_modules/@playwright/test/cli.js", "install", "chromium"]);
  }
  const installed = findBrowser();
  if (installed !== null) return installed;
  throw new Sentence(
    "No Chromium was found and none could be installed. Set PLAYWRIGHT_CHROMIUM to the path of one.",
  );
}
