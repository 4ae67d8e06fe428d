import { screen } from "@testing-library/react";
import { describe, expect, it } from "vitest";
import type { Scene } from "../backend/fake";
import { expectAccessible, open } from "../testing/open";

const paths = [
  "/",
  "/follow-ups",
  "/contacts",
  "/conflicts",
  "/activity",
  "/connections",
  "/import",
  "/campaigns",
  "/campaigns/new",
  "/campaigns/spring",
  "/settings",
];
const scenes: Scene[] = [
  "unconnected",
  "unsynced",
  "syncing",
  "signin",
  "broken",
  "offline",
  "hostile",
  "mirror",
  "calm",
];

describe("every screen", () => {
  it.each(paths)("%s is accessible", async (path) => {
    await open(path);
    await expectAccessible();
  });

  it.each(scenes)("is accessible and has no blank when %s", async (scene) => {
    for (const path of ["/", "/follow-ups", "/connections"]) {
      const view = await open(path, scene);
      await expectAccessible();
      expect(screen.getByRole("main").textContent?.length).toBeGreaterThan(20);
      view.unmount();
    }
  });

  it("welcomes a new home", async () => {
    await open("/", "none");
    expect(screen.getByRole("heading", { level: 1 }).textContent).toBe("See what your outreach achieved.");
    await expectAccessible();
  });
});

describe("hostile names", () => {
  it("stay text", async () => {
    await open("/", "hostile");
    expect(document.querySelector("img")).toBeNull();
    expect(screen.getByRole("heading", { level: 1 }).querySelector("bdi")?.textContent).toContain("<img src=x");
  });
});
