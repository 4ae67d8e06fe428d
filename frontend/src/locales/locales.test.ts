import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import de from "./de.json";
import en from "./en.json";

type Tree = { [key: string]: string | Tree };

function flat(tree: Tree, under = ""): Map<string, string> {
  const all = new Map<string, string>();
  for (const [key, value] of Object.entries(tree)) {
    if (typeof value === "string") all.set(under + key, value);
    else for (const [k, v] of flat(value, `${under}${key}.`)) all.set(k, v);
  }
  return all;
}

function sources(folder: string): string[] {
  return readdirSync(folder, { withFileTypes: true }).flatMap((entry) => {
    const path = join(folder, entry.name);
    if (entry.isDirectory()) return sources(path);
    return /\.tsx?$/.test(path) && !path.includes(".test.") ? [path] : [];
  });
}

const english = flat(en);
const german = flat(de);

describe("locales", () => {
  it("hold the same keys", () => {
    expect([...german.keys()].sort()).toEqual([...english.keys()].sort());
  });

  it("fill in the same values, and none is empty", () => {
    const holes = (text: string) => [...text.matchAll(/\{\{(\w+)\}\}/g)].map((m) => m[1]).sort();
    for (const [key, text] of english) {
      expect(text.trim(), key).not.toBe("");
      expect(german.get(key)?.trim(), key).not.toBe("");
      expect([...new Set(holes(german.get(key) ?? ""))], key).toEqual([...new Set(holes(text))]);
    }
  });

  it("know every key that the code names", () => {
    const known = (key: string) => english.has(key) || english.has(`${key}_other`);
    const missing = sources("src").flatMap((path) =>
      [...readFileSync(path, "utf8").matchAll(/\bt\(\s*"([\w.]+)"/g)]
        .map((m) => m[1] ?? "")
        .filter((key) => !known(key)),
    );
    expect(missing).toEqual([]);
  });
});
