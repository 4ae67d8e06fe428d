import { screen, waitFor, within } from "@testing-library/react";
import { describe, expect, it } from "vitest";
import { expectAccessible, open } from "../../testing/open";

const cards = () => screen.queryAllByRole("region").filter((r) => within(r).queryByText("Was"));

describe("conflicts", () => {
  it("are decided by key, and opened again", async () => {
    const { user } = await open("/conflicts");
    await screen.findAllByText("Was");
    await expectAccessible();
    const before = cards().length;
    await user.keyboard("2");
    await waitFor(() => expect(cards().length).toBe(before - 1));
    await user.click(await screen.findByRole("button", { name: "Undo" }));
    await screen.findByText("Open again.");
    expect(cards().length).toBe(before);
  });

  it("mark changed words by more than colour", async () => {
    await open("/conflicts");
    await screen.findAllByText("Was");
    expect(document.querySelectorAll("ins, del").length).toBeGreaterThan(1);
    expect(screen.getAllByText("new:").length).toBeGreaterThan(0);
  });

  it("are moved through by keyboard, the named one takes the keys", async () => {
    const { user } = await open("/conflicts");
    await screen.findAllByText("Was");
    const first = cards()[0];
    expect(first?.getAttribute("aria-current")).toBe("true");
    await user.keyboard("j");
    expect(cards()[1]?.getAttribute("aria-current")).toBe("true");
    await user.keyboard("k");
    expect(cards()[0]?.getAttribute("aria-current")).toBe("true");
  });

  it("take the person's strategy, for one field too", async () => {
    const { user } = await open("/conflicts");
    await user.selectOptions(
      await screen.findByRole("combobox", { name: "When a cell changed on both sides" }),
      "sheet",
    );
    await screen.findByText("The sheet keeps its value; yours stands in the journal.");
    await user.click(screen.getByText("Otherwise for single fields"));
    await user.selectOptions(screen.getByRole("combobox", { name: "role" }), "newest");
    await waitFor(() =>
      expect((screen.getByRole("combobox", { name: "role" }) as HTMLSelectElement).value).toBe("newest"),
    );
  });
});
