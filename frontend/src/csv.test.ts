import { describe, expect, it } from "vitest";
import { toCSV } from "./csv";

describe("toCSV", () => {
  it.each(["=1+1", "+1", "-1+1", "@SUM(A1)", "\t=1", "|cmd", " =1"])("makes %j plain text", (evil) => {
    expect(toCSV(["a"], [[evil]])).toContain(`"'${evil}"`);
  });

  it("leaves numbers alone and doubles quotes", () => {
    expect(toCSV(["a", "b"], [[-3.5, 'say "hi"']])).toBe('\uFEFF"a","b"\r\n"-3.5","say ""hi"""\r\n');
  });
});
