import { expect, it, vi } from "vitest";

it.each([
  ["C", "en"],
  ["", "en"],
  ["pt-BR", "pt-BR"],
])("an engine whose language is %o is taken for %s", async (told, taken) => {
  Object.defineProperty(navigator, "language", { configurable: true, value: told });
  vi.resetModules();
  await import("./engine");
  expect(navigator.language).toBe(taken);
  expect(() => new Intl.NumberFormat(navigator.language)).not.toThrow();
});
