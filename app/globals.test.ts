import { readFileSync } from "node:fs";
import { describe, expect, test } from "vitest";

const css = readFileSync(new URL("./globals.css", import.meta.url), "utf8");

function tokens(block: RegExp): Record<string, string> {
  const body = block.exec(css)?.[1] ?? "";
  return Object.fromEntries(
    [...body.matchAll(/--color-([a-z-]+): (#[0-9a-f]{6});/g)].map(([, name, hex]) => [name, hex]),
  );
}

function luminance(hex: string): number {
  const [red = 0, green = 0, blue = 0] = [1, 3, 5].map((at) => {
    const channel = Number.parseInt(hex.slice(at, at + 2), 16) / 255;
    return channel <= 0.04045 ? channel / 12.92 : ((channel + 0.055) / 1.055) ** 2.4;
  });
  return 0.2126 * red + 0.7152 * green + 0.0722 * blue;
}

function contrast(one: string | undefined, other: string | undefined): number {
  const [low = 0, high = 0] = [luminance(one ?? "#000000"), luminance(other ?? "#000000")].sort(
    (a, b) => a - b,
  );
  return (high + 0.05) / (low + 0.05);
}

const light = tokens(/@theme static \{([\s\S]*?)\n\}/);
const dark = { ...light, ...tokens(/\[data-theme="dark"\] \{([\s\S]*?)\n\}/) };
const grounds = ["paper", "rail", "surface", "sunken"];
const texts = ["ink", "soft", "faint", "accent", "positive", "negative", "warning", "info", "buy", "sell"];

describe.each([
  ["light", light],
  ["dark", dark],
])("%s theme", (_, theme) => {
  test("every text colour reads on every ground (4.5:1)", () => {
    for (const ground of grounds) {
      for (const text of texts) {
        expect(contrast(theme[text], theme[ground]), `${text} on ${ground}`).toBeGreaterThanOrEqual(4.5);
      }
    }
  });

  test("every tone reads on its own tint, and the accent carries its text (4.5:1)", () => {
    for (const tone of ["positive", "negative", "warning", "info"]) {
      expect(contrast(theme[tone], theme[`${tone}-tint`]), tone).toBeGreaterThanOrEqual(4.5);
      expect(contrast(theme.soft, theme[`${tone}-tint`]), `soft on ${tone}-tint`).toBeGreaterThanOrEqual(4.5);
    }
    expect(contrast(theme["on-accent"], theme.accent)).toBeGreaterThanOrEqual(4.5);
    expect(contrast(theme["on-accent"], theme["accent-strong"])).toBeGreaterThanOrEqual(4.5);
    expect(contrast(theme.faint, theme["accent-tint"])).toBeGreaterThanOrEqual(4.5);
  });

  test("the edge of a control is visible (3:1)", () => {
    for (const ground of ["paper", "surface"]) {
      expect(contrast(theme.edge, theme[ground]), ground).toBeGreaterThanOrEqual(3);
    }
  });
});
