import { readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";

const css = readFileSync("src/theme.css", "utf8");

function colours(block: string): Record<string, string> {
  const body = css.slice(css.indexOf(block)).split("\n}")[0] ?? "";
  return Object.fromEntries([...body.matchAll(/--color-([\w-]+): (#[0-9a-f]{6});/g)].map((m) => [m[1], m[2]]));
}

function light(hex: string): number {
  const [r = 0, g = 0, b = 0] = [1, 3, 5]
    .map((i) => Number.parseInt(hex.slice(i, i + 2), 16) / 255)
    .map((c) => (c <= 0.03928 ? c / 12.92 : ((c + 0.055) / 1.055) ** 2.4));
  return 0.2126 * r + 0.7152 * g + 0.0722 * b;
}

function contrast(a: string, b: string): number {
  const [high = 0, low = 0] = [light(a), light(b)].sort((x, y) => y - x);
  return (high + 0.05) / (low + 0.05);
}

const themes = {
  dark: colours("@theme static"),
  light: colours(':root[data-theme="light"]'),
  contrast: colours(':root[data-theme="contrast"]'),
};
const grounds = ["bg", "side", "surface", "raised"];
const texts = [
  ..."text muted faint good warn bad info accent tracker broker scout coach insight".split(" "),
  ..."gmail sheets mailchimp airtable spotify".split(" "),
];

describe.each(Object.entries(themes))("theme %s", (_name, theme) => {
  it("is complete", () => {
    expect(Object.keys(theme).sort()).toEqual(Object.keys(themes.dark).sort());
  });

  it("has every text at 4.5:1 on every ground, every edge at 3:1", () => {
    const weak: string[] = [];
    for (const ground of grounds) {
      for (const text of texts)
        if (contrast(theme[text] ?? "", theme[ground] ?? "") < 4.5) weak.push(`${text} on ${ground}`);
      for (const edge of ["edge", "focus"])
        if (contrast(theme[edge] ?? "", theme[ground] ?? "") < 3) weak.push(`${edge} on ${ground}`);
    }
    if (contrast(theme["accent-ink"] ?? "", theme.accent ?? "") < 4.5) weak.push("ink on accent");
    expect(weak).toEqual([]);
  });
});
