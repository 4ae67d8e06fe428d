import { screen, within } from "@testing-library/react";
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { open } from "../testing/open";
import de from "./de.json";
import en from "./en.json";
import book from "./said.de.json";

type Tree = { [key: string]: string | Tree };

function leaves(tree: Tree, path = ""): [string, string][] {
  return Object.entries(tree).flatMap(([key, value]) =>
    typeof value === "string" ? [[`${path}${key}`, value] as [string, string]] : leaves(value, `${path}${key}.`),
  );
}

/** Every English text that has another one in German: whoever sees it in the German window found a hole. */
function english(): Set<string> {
  const german = new Map(leaves(de as Tree));
  const said = new Set(german.values());
  const list = leaves(en as Tree)
    .filter(([key, text]) => text.length > 3 && german.get(key) !== text && !said.has(text) && !text.includes("{{"))
    .map(([, text]) => text);
  const sentences = (book.sentences as [string, string][])
    .filter(([e, d]) => e !== d && !e.includes("{"))
    .map(([e]) => e);
  return new Set([...list, ...sentences]);
}

const patterns = (book.sentences as [string, string][])
  .filter(
    ([pattern]) => pattern.includes("{") && !pattern.startsWith("{text}") && pattern.replace(/\{\w+\}/g, "").length > 8,
  )
  .map(([pattern]) => new RegExp(`^${pattern.replace(/[.*+?^$()|[\]\\]/g, "\\$&").replace(/\{\w+\}/g, ".+")}$`));

/** What stands on the page, text by text, with the names of what is only drawn. */
function texts(root: HTMLElement): string[] {
  const walk = document.createTreeWalker(root, NodeFilter.SHOW_TEXT);
  const found: string[] = [];
  while (walk.nextNode()) {
    // Rows that are shown just as they leave are the same in every language.
    if (!walk.currentNode.parentElement?.closest("[translate=no]"))
      found.push(walk.currentNode.textContent?.trim() ?? "");
  }
  for (const e of root.querySelectorAll("[aria-label],[title],[placeholder]"))
    for (const name of ["aria-label", "title", "placeholder"]) found.push(e.getAttribute(name) ?? "");
  return found.filter(Boolean);
}

/** Words of the sample's own table, as the person wrote them there, and names. */
const foreign = new Set(["Open", "Pending", "Booked", "Google Sheets"]);

function holes(): string[] {
  const known = english();
  return [...new Set(texts(document.body))].filter(
    (text) => !foreign.has(text) && (known.has(text) || patterns.some((p) => p.test(text))),
  );
}

describe("the German window", () => {
  beforeEach(() => vi.spyOn(navigator, "language", "get").mockReturnValue("de-DE"));
  afterEach(() => vi.restoreAllMocks());

  it.each([
    ...["/", "/follow-ups", "/activity", "/campaigns", "/campaigns/new", "/conflicts", "/contacts"],
    ...["/connections", "/settings", "/import", "/start/google", "/start/file"],
  ])("has no English left on %s", async (path) => {
    await open(path);
    expect(document.documentElement.lang).toBe("de");
    expect(holes()).toEqual([]);
  });

  it.each(["unconnected", "unsynced", "mailonly", "syncing", "signin", "broken", "offline", "calm"] as const)(
    "has no English left on the dashboard when it is %s",
    async (scene) => {
      await open("/", scene);
      expect(holes()).toEqual([]);
    },
  );

  it.each(["unconnected", "signin", "broken", "offline"] as const)(
    "has no English left on Connections when it is %s",
    async (scene) => {
      await open("/connections", scene);
      expect(holes()).toEqual([]);
    },
  );

  it("has no English left on the welcome", async () => {
    await open("/", "none");
    expect(holes()).toEqual([]);
  });

  it("has no English left in what is asked for and what a sign-in page says", async () => {
    const { user } = await open("/connections", "unconnected");
    await user.click(screen.getByRole("button", { name: /Gmail/ }));
    await screen.findByRole("dialog");
    expect(screen.getAllByText("Gar keine Zahlen zur Mail.").length).toBeGreaterThan(0);
    expect(holes()).toEqual([]);
  });

  it("has no English left in what the check of every part finds", async () => {
    const { user } = await open("/settings");
    await user.click(screen.getByRole("button", { name: de.settings.doctor }));
    await screen.findByText(/widerrufen oder abgelaufen/);
    expect(screen.getByText(/^Verbinde es noch einmal; alles bisher Gelesene bleibt/)).toBeTruthy();
    expect(holes()).toEqual([]);
  });

  it("has no English left in the drawer", async () => {
    const { user } = await open("/");
    await user.click(
      within(screen.getByRole("main")).getAllByRole("button", {
        name: new RegExp(`8\\s*${de.metric.email_replies}`),
      })[0] as HTMLElement,
    );
    await screen.findByRole("dialog");
    await screen.findByRole("tab", { name: /Ausgelassen/ });
    expect(holes()).toEqual([]);
    await user.click(screen.getByRole("tab", { name: /Ausgelassen/ }));
    expect(holes()).toEqual([]);
  });
});
