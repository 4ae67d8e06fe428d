import { render, screen } from "@testing-library/react";
import { useLayoutEffect } from "react";
import { afterEach, expect, it, vi } from "vitest";
import { afterPaint, usePainted } from "./paint";

afterEach(() => {
  vi.unstubAllGlobals();
});

it("draws the rest where the paint came between the drawing of what waits for it and its effects", () => {
  const frames: FrameRequestCallback[] = [];
  vi.stubGlobal("requestAnimationFrame", (f: FrameRequestCallback) => frames.push(f));
  vi.stubGlobal("setTimeout", (f: () => void) => f());
  function Rest() {
    const painted = usePainted();
    useLayoutEffect(() => {
      while (frames.length > 0) frames.shift()?.(0);
    }, []);
    return painted ? "the rest" : "nothing yet";
  }
  afterPaint(() => {}); // asked for by another
  render(<Rest />);
  expect(screen.getByText("the rest")).toBeTruthy();
});
