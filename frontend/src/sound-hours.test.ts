import { describe, expect, it } from "vitest";
import { isQuiet } from "./sound";

const at = (time: string) => new Date(`2026-11-27T${time}:00`);

describe("quiet hours", () => {
  it.each([
    ["20:00", "08:00", "23:15", true],
    ["20:00", "08:00", "07:59", true],
    ["20:00", "08:00", "08:00", false],
    ["20:00", "08:00", "12:00", false],
    ["12:00", "14:00", "13:00", true],
    ["12:00", "14:00", "14:00", false],
    ["", "08:00", "03:00", false],
    ["08:00", "08:00", "08:00", false],
  ])("from %s to %s at %s: %s", (from, to, now, quiet) => expect(isQuiet(from, to, at(now))).toBe(quiet));
});
