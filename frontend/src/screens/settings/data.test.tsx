import { screen, waitFor, within } from "@testing-library/react";
import { describe, expect, it } from "vitest";
import { emit } from "../../backend/fake";
import { expectAccessible, open } from "../../testing/open";

const section = async (name: string) => within(await screen.findByRole("region", { name }));

describe("your data", () => {
  it("asks for a backup's password twice, and writes nothing until both are the same and long enough", async () => {
    const { user } = await open("/settings");
    await user.click((await section("Your data")).getByRole("button", { name: "Back up…" }));
    const dialog = within(await screen.findByRole("dialog", { name: "Back up" }));
    const type = async (first: string, second: string) => {
      for (const [label, text] of [
        ["Password", first],
        ["The same again", second],
      ] as const) {
        await user.clear(dialog.getByLabelText(label));
        await user.type(dialog.getByLabelText(label), text);
      }
      await user.click(dialog.getByRole("button", { name: "Choose a file…" }));
    };
    await type("short", "short");
    expect(dialog.getByText("The password needs at least 8 characters.")).toBeTruthy();
    await type("correct horse", "correct hose");
    expect(dialog.getByText("The two are not the same.")).toBeTruthy();
    await expectAccessible();
    await type("correct horse", "correct horse");
    await screen.findByText("The backup is written.");
  });

  it("deletes everything only when the word is typed", async () => {
    const { user } = await open("/settings");
    await user.click((await section("Your data")).getByRole("button", { name: "Delete everything" }));
    const dialog = within(await screen.findByRole("dialog", { name: "Delete everything" }));
    const act = dialog.getByRole("button", { name: "Delete everything" }) as HTMLButtonElement;
    expect(act.disabled).toBe(true);
    await user.type(dialog.getByLabelText("Type “delete” to go on"), "delete");
    await user.click(act);
    await waitFor(() => expect(screen.queryByRole("dialog")).toBeNull());
    await screen.findByText(/Everything is deleted/);
  });

  it("saves each form of the numbers, checks a pack, and says what that proves and what not", async () => {
    const { user } = await open("/settings");
    const take = await section("Take it elsewhere");
    await user.click(take.getByRole("button", { name: "One page for the artist: PDF" }));
    await screen.findByText("Saved as spring-radio.pdf.");
    await user.click(take.getByRole("button", { name: "Check a proof pack: Choose a pack…" }));
    await take.findByText("“Spring radio”: the pack is unchanged.");
    expect(take.getByText(/does not prove who that person is/)).toBeTruthy();
    await expectAccessible();
  });

  it("says a fault of the program's own, and goes on", async () => {
    await open("/settings");
    emit("fault", "Mixdown hit a fault of its own. Nothing was lost; the log has the details.");
    await screen.findByText(/hit a fault of its own/);
    expect(screen.getByRole("heading", { level: 1 }).textContent).toBe("Settings");
  });
});
