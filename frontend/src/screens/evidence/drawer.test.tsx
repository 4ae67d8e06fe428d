import { screen, waitFor, within } from "@testing-library/react";
import { describe, expect, it, vi } from "vitest";
import { backend } from "../../backend";
import { expectAccessible, open } from "../../testing/open";

async function openFigure(name: RegExp, scene: "sample" | "many" | "hostile" = "sample") {
  const view = await open("/", scene);
  const button = (await within(screen.getByRole("main")).findAllByRole("button", { name }))[0] as HTMLElement;
  await view.user.click(button);
  return { ...view, drawer: await screen.findByRole("dialog") };
}

describe("evidence drawer", () => {
  it("opens to counted, base and left out, and closes with Esc", async () => {
    const { drawer, user } = await openFigure(/Replies received/);
    expect(await within(drawer).findByRole("tab", { name: /Counted 8/ })).toBeTruthy();
    await expectAccessible();
    await user.click(within(drawer).getByRole("tab", { name: /Left out 3/ }));
    expect(await within(drawer).findByText("Auto-Submitted: auto-replied")).toBeTruthy();
    await user.keyboard("{Escape}");
    await waitFor(() => expect(screen.queryByRole("dialog")).toBeNull());
  });

  it("says at its head why the past may differ from what was shown then", async () => {
    const real = backend.evidence;
    const spy = vi.spyOn(backend, "evidence").mockImplementation(async (...args) => ({
      ...(await real(...args)),
      warning: "The rule was edited since.",
    }));
    const { drawer } = await openFigure(/Replies received/);
    await within(drawer).findByText("The rule was edited since.");
    spy.mockRestore();
  });

  it("corrects a reply, visibly, and takes it back", async () => {
    const { drawer, user } = await openFigure(/Replies received/);
    await user.click(await within(drawer).findByRole("button", { name: /Not a reply/ }));
    await screen.findByText("Taken out of the replies.");
    await waitFor(() => expect(within(drawer).getByRole("tab", { name: /Counted 7/ })).toBeTruthy());
    await user.click(screen.getByRole("button", { name: "Undo" }));
    await waitFor(() => expect(within(drawer).getByRole("tab", { name: /Counted 8/ })).toBeTruthy());
  });

  it("draws a few of ten thousand rows, and finds by text", async () => {
    const { drawer, user } = await openFigure(/Replies received/, "many");
    const list = await within(drawer).findByRole("listbox");
    expect(list.querySelectorAll("[role=option]").length).toBeLessThan(60);
    expect(list.querySelector("[role=option]")?.getAttribute("aria-setsize")).toBe("10000");
    await user.type(within(drawer).getByRole("searchbox"), "no such person");
    expect(await within(drawer).findByText(/No row holds/)).toBeTruthy();
  });

  it("opens at the definition from the i of a figure", async () => {
    const { drawer } = await openFigure(/What is “Reply rate”/);
    const tab = await within(drawer).findByRole("tab", { name: "Definition" });
    expect(tab.getAttribute("aria-selected")).toBe("true");
  });

  it("goes from tab to tab with the arrows, and opens the one it stands on with Enter", async () => {
    const { drawer, user } = await openFigure(/Replies received/);
    const tab = (name: RegExp) => within(drawer).getByRole("tab", { name });
    await user.click(await within(drawer).findByRole("tab", { name: /Counted 8/ }));
    await user.keyboard("{ArrowLeft}");
    expect(document.activeElement).toBe(tab(/History/));
    await user.keyboard("{ArrowRight}{ArrowRight}{End}{Home}{ArrowRight}{ArrowRight}");
    expect(document.activeElement).toBe(tab(/Left out/));
    expect(tab(/Counted/).getAttribute("aria-selected")).toBe("true");
    await user.keyboard("{Enter}");
    expect(tab(/Left out/).getAttribute("aria-selected")).toBe("true");
    const panel = within(drawer).getByRole("tabpanel", { name: /Left out/ });
    expect(tab(/Left out/).getAttribute("aria-controls")).toBe(panel.id);
    expect(within(panel).getByText("Auto-Submitted: auto-replied")).toBeTruthy();
  });

  it("keeps a hostile subject of 10 KB as text, on one line, and finds by it", async () => {
    const { drawer, user } = await openFigure(/Replies received/, "hostile");
    const row = (await within(drawer).findAllByRole("option"))[0] as HTMLElement;
    expect(document.querySelector("img")).toBeNull();
    const subject = within(row).getByText(/<img src=x/);
    expect(subject.tagName).toBe("BDI");
    expect(subject.className).toContain("truncate");
    expect(subject.textContent?.length).toBeLessThan(400);
    await user.type(within(drawer).getByRole("searchbox"), "onerror");
    await waitFor(() => expect(within(drawer).getAllByRole("option").length).toBe(1));
    await expectAccessible();
  });
});
