import { fireEvent, screen, waitFor, within } from "@testing-library/react";
import { afterEach, describe, expect, it, vi } from "vitest";
import { expectAccessible, open } from "../testing/open";

const mod = (key: string) => fireEvent.keyDown(document.body, { key, ctrlKey: true });

afterEach(() => vi.unstubAllGlobals());

describe("shell", () => {
  it("syncs with Ctrl R, shows how far it is, and tells once what changed", async () => {
    await open();
    mod("r");
    expect(await screen.findByRole("progressbar")).toBeTruthy();
    await screen.findByText(/♪ Replies received: 6 → 8/, {}, { timeout: 8000 });
    expect(screen.queryByRole("progressbar")).toBeNull();
    expect(screen.getAllByText(/♪/).length).toBe(1);
  });

  it("stops a sync and says what is kept", async () => {
    const { user } = await open();
    mod("r");
    await user.click(await screen.findByRole("button", { name: "Stop" }));
    expect(await screen.findByText(/What was read so far is kept/)).toBeTruthy();
  });

  it("goes from screen to screen, where scrolling answers with a promise too", async () => {
    Element.prototype.scrollTo = (() => Promise.resolve()) as never;
    const { user } = await open();
    for (const name of ["Contacts", "Settings", "Dashboard"]) {
      await user.click(screen.getByRole("link", { name: new RegExp(name) }));
      await waitFor(() =>
        expect(screen.getByRole("link", { name: new RegExp(name) }).getAttribute("aria-current")).toBe("page"),
      );
    }
    expect(screen.queryByRole("alert")).toBeNull();
  });

  it("finds a figure in the palette", async () => {
    const { user } = await open("/settings");
    mod("k");
    const dialog = await screen.findByRole("dialog", { name: "Commands" });
    await expectAccessible();
    await user.type(within(dialog).getByRole("combobox"), "reply rate");
    await user.keyboard("{Enter}");
    expect(await screen.findByRole("dialog", { name: "Reply rate" })).toBeTruthy();
  });

  it("shows every key on ?", async () => {
    await open();
    fireEvent.keyDown(document.body, { key: "?" });
    expect(await screen.findByRole("dialog", { name: "Keys" })).toBeTruthy();
    await expectAccessible();
  });

  it("speaks German all over when told to", async () => {
    const { user } = await open("/settings");
    await user.click(screen.getByRole("radio", { name: "Deutsch" }));
    await waitFor(() => expect(screen.getByRole("heading", { level: 1 }).textContent).toBe("Einstellungen"));
    expect(document.documentElement.lang).toBe("de");
  });

  it("puts the chosen theme on the page", async () => {
    const { user } = await open("/settings");
    await user.click(screen.getByRole("radio", { name: "High contrast" }));
    await waitFor(() => expect(document.documentElement.dataset.theme).toBe("contrast"));
  });

  it("marks the sample, and leaves it", async () => {
    const { user } = await open();
    expect(screen.getByText("SAMPLE")).toBeTruthy();
    await user.click(screen.getByRole("button", { name: "Leave the sample" }));
    expect(await screen.findByRole("heading", { name: "See what your outreach achieved." })).toBeTruthy();
  });
});
