import { fireEvent, screen, waitFor, within } from "@testing-library/react";
import { describe, expect, it } from "vitest";
import { expectAccessible, open } from "../../testing/open";

const csv = (name: string, text: string) => new File([text], name, { type: "text/csv" });
const audience = "date,listeners,streams\n2026-10-01,12,30\n2026-10-02,14,33\n";
const songs = "song,listeners,streams\nNight,8,21\n";

const drop = (target: Element | Window, files: File[]) =>
  fireEvent.drop(target, { dataTransfer: { files, types: ["Files"] } });

describe("import", () => {
  it("shows what is in each file, asks for missing days, counts on the person's word, and says where it came from", async () => {
    const { user } = await open("/import");
    drop(screen.getByRole("region", { name: "Drop the CSV files here" }), [
      csv("audience drop.csv", audience),
      csv("songs drop.csv", songs),
      csv("contacts.csv", "name,email\nAnn,ann@radio.example\n"),
    ]);
    const preview = within(await screen.findByRole("region", { name: "What is in these 3 files" }));
    expect(preview.getByText(/Audience, day by day · 1 Oct – 2 Oct 2026 · 2 rows/)).toBeTruthy();
    expect(preview.getByText("2 rows are new or say something new")).toBeTruthy();
    expect(preview.getByText(/Not taken: The header line/)).toBeTruthy();
    expect(preview.getByText("One file waits for its days.")).toBeTruthy();
    await expectAccessible();
    const days = within(preview.getByRole("group", { name: /Which days are these figures of\? songs drop/ }));
    fireEvent.change(days.getByLabelText("First day"), { target: { value: "2026-10-01" } });
    fireEvent.change(days.getByLabelText("Last day"), { target: { value: "2026-10-28" } });
    await preview.findByText(/Songs · 1 Oct – 28 Oct 2026 · 1 row/);
    await user.click(preview.getByRole("button", { name: "Let 2 of 3 files count" }));
    await screen.findByText("3 rows count now.");
    const refused = within(screen.getByRole("region", { name: "One file was not taken" }));
    expect(refused.getByText("contacts.csv")).toBeTruthy();
    const held = within(await screen.findByRole("table"));
    expect(held.getByText("audience drop.csv")).toBeTruthy();
    expect(held.getByText("1 Oct – 28 Oct 2026")).toBeTruthy();
    await expectAccessible();
  });

  it("says that a file which is known changes nothing", async () => {
    const { user } = await open("/import");
    for (const words of ["1 row is new or says something new", "All of it is known already."]) {
      drop(screen.getByRole("region", { name: "Drop the CSV files here" }), [
        csv("song.csv", "date,streams\n2026-10-01,3\n"),
      ]);
      const preview = within(await screen.findByRole("region", { name: "What is in this file" }));
      expect(preview.getByText(words)).toBeTruthy();
      await user.click(preview.getByRole("button", { name: "Let it count" }));
      await waitFor(() => expect(screen.queryByRole("region", { name: "What is in this file" })).toBeNull());
    }
    await screen.findByText(/Nothing new in it/);
  });

  it("takes files that were dropped on another screen, and leaves what is no export alone", async () => {
    await open("/activity");
    drop(window, [new File(["x"], "cover.png")]);
    expect(screen.getByRole("heading", { level: 1 }).textContent).toBe("Activity");
    drop(window, [csv("elsewhere.csv", audience)]);
    await screen.findByRole("region", { name: "What is in this file" });
    expect(screen.getByText("elsewhere.csv")).toBeTruthy();
  });

  it("watches a folder and stops", async () => {
    const { user } = await open("/import");
    const folder = within(screen.getByRole("region", { name: "Watched folder" }));
    await user.click(folder.getByRole("button", { name: "Watch a folder" }));
    expect(await folder.findByText("audience-timeline.csv")).toBeTruthy();
    await expectAccessible();
    await user.click(folder.getByRole("button", { name: "Stop watching" }));
    await waitFor(() => expect(folder.queryByText("audience-timeline.csv")).toBeNull());
  });

  it("is found on the card of its source and among the connections", async () => {
    const { user } = await open("/connections");
    const card = within(screen.getByRole("region", { name: "Spotify" }));
    await user.click(card.getByRole("button", { name: "Import files" }));
    await screen.findByRole("heading", { level: 1, name: "Import from Spotify for Artists" });
  });
});
