import { afterEach, describe, expect, it, vi } from "vitest";

const started: string[] = [];

class FakeContext {
  static made = 0;
  state = "running";
  currentTime = 0;
  destination = {};
  constructor() {
    FakeContext.made++;
  }
  createGain() {
    const gain = { value: 0, setValueAtTime() {}, exponentialRampToValueAtTime() {} };
    return { gain, connect: (to: unknown) => to };
  }
  createOscillator() {
    return {
      type: "",
      frequency: { value: 0 },
      connect: (to: unknown) => to,
      start: () => started.push("start"),
      stop() {},
    };
  }
}

afterEach(() => vi.unstubAllGlobals());

describe("sound", () => {
  it("makes its context on the first gesture only, and is silent before and at volume 0", async () => {
    vi.stubGlobal("AudioContext", FakeContext);
    const { playCue, prepareSound } = await import("./sound");
    expect(FakeContext.made).toBe(0);
    prepareSound();
    playCue(0.5);
    expect(started).toEqual([]);
    window.dispatchEvent(new Event("pointerdown"));
    window.dispatchEvent(new Event("pointerdown"));
    expect(FakeContext.made).toBe(1);
    playCue(0);
    expect(started).toEqual([]);
    playCue(0.5);
    expect(started).toEqual(["start", "start"]);
  });
});
