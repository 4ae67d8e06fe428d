import { fireEvent, screen, waitFor, within } from "@testing-library/react";
import { describe, expect, it } from "vitest";
import { expectAccessible, open } from "../../testing/open";

const press = (key: string) => fireEvent.keyDown(document.activeElement ?? document.body, { key });
const current = () => document.querySelector("[aria-current=true]")?.textContent ?? "";

describe("follow-ups", () => {
  it("is worked from first to last by keyboard", async () => {
    await open("/follow-ups");
    await waitFor(() => expect(current()).toContain("producer@cardiff-fm.example"));
    press("j");
    await waitFor(() => expect(current()).toContain("editor@newsounds.example"));
    press("k");
    await waitFor(() => expect(current()).toContain("producer@cardiff-fm.example"));
    press(".");
    await waitFor(() => expect(screen.queryByText("producer@cardiff-fm.example")).toBeNull());
    press("u");
    await waitFor(() => expect(screen.getByText("producer@cardiff-fm.example")).toBeTruthy());
  });

  it("sets an outcome for all that are selected, by digit", async () => {
    await open("/follow-ups");
    await screen.findByText("producer@cardiff-fm.example");
    press("x");
    press("j");
    press("x");
    press("o");
    const dialog = await screen.findByRole("dialog", { name: "How did it end?" });
    expect(within(dialog).getByText("2 people")).toBeTruthy();
    await expectAccessible();
    await waitFor(() => expect(document.activeElement?.textContent).toContain("Pitched"));
    press("ArrowDown");
    expect(document.activeElement?.textContent).toContain("Pending");
    fireEvent.keyDown(dialog, { key: "4" });
    await waitFor(() => expect(screen.queryByText("editor@newsounds.example")).toBeNull());
    expect(screen.queryByText("producer@cardiff-fm.example")).toBeNull();
  });

  it("warns with a word, not by colour alone", async () => {
    await open("/follow-ups");
    const warning = (await screen.findByText("said no to your autumn single")).parentElement;
    expect(warning?.textContent).toContain("Careful:");
    expect(warning?.querySelector("svg")).not.toBeNull();
  });

  it("keeps single keys to itself when they are switched off", async () => {
    localStorage.setItem("mixdown.single-keys", "off");
    await open("/follow-ups");
    await screen.findByText("producer@cardiff-fm.example");
    press(".");
    await new Promise(requestAnimationFrame);
    expect(screen.getByText("producer@cardiff-fm.example")).toBeTruthy();
  });

  it("says when the next person is due if nobody is now", async () => {
    await open("/follow-ups", "calm");
    expect(screen.getByText("Nothing else is due.")).toBeTruthy();
  });
});
