import { describe, expect, it } from "vitest";
import type { Metric } from "../../backend";
import type { Words } from "../../words";
import { change, reading } from "./reading";

const words = {
  number: (n: number) => String(Math.round(n * 10) / 10),
  of: (a: number, b: number) => `${a} of ${b}`,
  said: (text: string) => text,
  unit: (name: string) => name,
} as Words;

const metric = (m: Partial<Metric>) =>
  ({ unit: "replies", value: 8, complete: true, display: null, previous: null, ...m }) as Metric;
const read = (m: Partial<Metric>) => {
  const r = reading(metric(m), words);
  return r.lead + r.text + r.unit;
};

describe("reading", () => {
  it.each([
    ["an unknown", { value: null }, "—"],
    ["a known zero", { value: 0 }, "0"],
    [
      "a share of few, without a per cent",
      { unit: "%", value: 27.3, display: "3 of 11", counted: 3, base: 11 },
      "3 of 11",
    ],
    ["a share of some, without decimals", { unit: "%", value: 38.1, base: 21 }, "38%"],
    ["a share of many, with one", { unit: "%", value: 31.44, base: 3850 }, "31.4%"],
    ["a lower bound", { unit: "%", value: 38, base: 21, atLeast: true }, "≥38%"],
    ["hours", { unit: "h", value: 5 }, "5h"],
    ["days", { unit: "h", value: 51 }, "2.1d"],
    ["what is said in words", { unit: "contacts", value: 0, display: "none seen" }, "none seen"],
  ] as [string, Partial<Metric>, string][])("%s", (_name, m, shown) => {
    expect(read(m)).toBe(shown);
  });

  it("tells a change only where a person can check the subtraction", () => {
    expect(change(metric({ value: 8, previous: 6 }))).toBe(2);
    expect(change(metric({ unit: "%", value: 38.1, previous: 28.6, base: 21 }))).toBe(9);
    expect(change(metric({ value: 8, previous: 6, complete: false }))).toBeNull();
    expect(change(metric({ value: null, previous: 6 }))).toBeNull();
    expect(change(metric({ value: 8, previous: 8 }))).toBeNull();
  });
});
