import { afterEach, describe, expect, it } from "vitest";
import { capOf, meantBy, pressOf, setBindings, shortcuts } from "./shortcuts";

afterEach(() => setBindings({}));

describe("shortcuts", () => {
  it("gives no key two meanings", () => {
    const keys = shortcuts.map((s) => s.key);
    expect(new Set(keys).size).toBe(keys.length);
  });

  it("moves a meaning to the key that was chosen, and frees the old one", () => {
    setBindings({ down: "h" });
    expect(meantBy("h")).toBe("j");
    expect(meantBy("j")).toBeNull();
    expect(meantBy("ArrowDown")).toBe("ArrowDown");
  });

  it("lets two meanings change places", () => {
    setBindings({ down: "k", up: "j" });
    expect([meantBy("k"), meantBy("j")]).toEqual(["j", "k"]);
  });

  it("takes no key that moves, leaves or only holds", () => {
    const press = (key: string, ctrlKey = false) => pressOf({ key, ctrlKey, metaKey: false, altKey: false });
    expect([press("Escape"), press("Tab"), press("Shift"), press("K", true), press("e")]).toEqual([
      null,
      null,
      null,
      "mod+k",
      "e",
    ]);
  });

  it("shows a key as it stands on the keyboard", () => {
    expect([capOf("mod+k", "⌘"), capOf("g", ""), capOf("F2", "")]).toEqual(["⌘K", "G", "F2"]);
  });
});
