import { fireEvent, screen, waitFor, within } from "@testing-library/react";
import { describe, expect, it, vi } from "vitest";
import { backend } from "../../backend";
import { expectAccessible, open } from "../../testing/open";

const main = () => within(screen.getByRole("main"));

describe("dashboard", () => {
  it("draws the unknown as a dash with its reason, never as 0", async () => {
    await open();
    const card = within(screen.getByRole("region", { name: "Spotify" }));
    const followers = card.getByRole("button", { name: /Playlist followers/ });
    expect(followers.textContent).toContain("—");
    expect(followers.textContent).toContain("Spotify did not return it.");
    expect(followers.textContent).not.toMatch(/\b0\b/);
  });

  it("shows a lower bound as one, and a share with its fraction", async () => {
    await open();
    expect(main().getByRole("button", { name: /at least 38\s*%\s*Opened/ })).toBeTruthy();
    expect(main().getByRole("button", { name: /38\s*%\s*Reply rate\s*8 of 21/ })).toBeTruthy();
  });

  it("says nothing of what it does not know yet", async () => {
    let answer = () => {};
    const asked = new Promise<void>((done) => {
      answer = done;
    });
    for (const question of ["trend", "splits", "followups", "conflicts", "syncs"] as const) {
      const ask = backend[question] as (...about: unknown[]) => Promise<never>;
      vi.spyOn(backend, question).mockImplementation((...about: unknown[]) => asked.then(() => ask(...about)));
    }
    const opened = open();
    await screen.findByRole("region", { name: "Sent and answered" });
    expect(screen.getByRole("main").textContent).not.toMatch(/nothing|nobody/i);
    answer();
    await opened;
    expect(screen.getByRole("main").textContent).toMatch(/23 sent and 8 answered/);
    vi.restoreAllMocks();
  });

  it("offers a source that is not connected in one sentence, not in a row of dashes", async () => {
    await open("/", "mailonly");
    const card = within(screen.getByRole("region", { name: "Mailchimp" }));
    expect(card.getByText("not connected")).toBeTruthy();
    expect(card.queryByText("—")).toBeNull();
    await expectAccessible();
  });

  it("says how many messages could not be read yet", async () => {
    await open("/", "unread");
    expect(within(screen.getByRole("region", { name: "Tracker" })).getByText(/3 messages not read yet/)).toBeTruthy();
    await expectAccessible();
  });

  it("says so far while the first sync runs", async () => {
    await open("/", "syncing");
    expect(main().getAllByText("so far").length).toBeGreaterThan(3);
    expect(main().queryByText("Opened, at least")).toBeNull(); // sends are missing: it is no bound yet
    expect(main().getAllByText("Opened")).toHaveLength(2); // Gmail's beside Mailchimp's
    expect(screen.getByRole("progressbar").getAttribute("aria-valuenow")).toBe("64");
    expect(screen.getByText("2 min left")).toBeTruthy();
  });

  it("says that figures are of the old rule after an edit of it", async () => {
    const ask = backend.metrics;
    const spy = vi.spyOn(backend, "metrics").mockImplementation(async (...args) => {
      const answer = await ask(...args);
      const stale = answer.metrics?.map((m) =>
        m.source === "gmail"
          ? { ...m, complete: false, atLeast: false, warning: "The campaign's rule was changed." }
          : m,
      );
      return { ...answer, metrics: stale ?? null };
    });
    await open();
    expect(main().getAllByText("old rule").length).toBeGreaterThan(3);
    expect(main().queryByText("so far")).toBeNull();
    spy.mockRestore();
  });

  it("goes back to a past sync: figures change, small shares are counts, and a word tells", async () => {
    await open();
    fireEvent.change(screen.getByRole("slider"), { target: { value: "8" } });
    await screen.findByText(/You are looking at/);
    await waitFor(() =>
      expect(main().getByRole("button", { name: /Reply rate/, expanded: false }).textContent).toMatch(/3 of 8/),
    );
    expect(main().queryByText("They replied, your turn")).toBeNull();
    fireEvent.click(screen.getByRole("button", { name: "Back to now" }));
    await waitFor(() => expect(main().getByRole("button", { name: /38\s*%\s*Reply rate/ })).toBeTruthy());
  });

  it("says of the past that the rule was another then, and of now nothing", async () => {
    const real = backend.metrics;
    const spy = vi.spyOn(backend, "metrics").mockImplementation(async (...args) => ({
      ...(await real(...args)),
      ...(args[1] && { warning: "The rule was edited since." }),
    }));
    await open();
    expect(screen.queryByText(/edited since/)).toBeNull();
    fireEvent.change(screen.getByRole("slider"), { target: { value: "8" } });
    await screen.findByText("The rule was edited since.");
    spy.mockRestore();
  });

  it("has the trend as a table and as a sentence", async () => {
    await open();
    expect(await screen.findByRole("img", { name: /23 sent and 8 answered/ })).toBeTruthy();
    fireEvent.keyDown(document.body, { key: "t" });
    const table = within(screen.getByRole("region", { name: "Sent and answered" })).getByRole("table");
    expect(within(table).getByText("Single out")).toBeTruthy();
    const answered = within(table)
      .getAllByRole("row")
      .map((row) => within(row).queryAllByRole("cell")[2]?.textContent)
      .filter((cell) => cell !== undefined);
    expect(answered).toEqual(answered.toSorted((a, b) => Number(b) - Number(a))); // newest first, of one minute too
    await expectAccessible();
  });

  it("shows the sentence of a failure, and a way on", async () => {
    await open("/", "broken");
    expect(screen.getByRole("alert").textContent).toContain("Another Mixdown is writing");
    expect(screen.getByRole("button", { name: "Try again" })).toBeTruthy();
  });

  it("says how old everything is when offline", async () => {
    await open("/", "offline");
    expect((await screen.findByText(/Offline\. Everything here is from \d/)).textContent).toContain("1 change waits.");
  });

  it("counts other days, and leaves what stands now alone", async () => {
    const { user } = await open();
    await user.click(screen.getByRole("radio", { name: "7 days" }));
    await waitFor(() => expect(main().getByRole("button", { name: /^11\s*Emails sent/ })).toBeTruthy());
    expect(main().getByRole("button", { name: /^5\s*Follow-ups due/ })).toBeTruthy();
    expect(main().queryByText("since yesterday")).toBeNull();
  });

  it("says what moved since yesterday and because of whom, and opens its history", async () => {
    const { user } = await open();
    const news = within(await screen.findByRole("list", { name: "What changed" }));
    await user.click(news.getByRole("button", { name: /Replies received \+2 producer@cardiff-fm.example/ }));
    expect((await screen.findByRole("tab", { name: "History" })).getAttribute("aria-selected")).toBe("true");
  });

  it("takes a goal, shows how far it is, and takes it back", async () => {
    const { user } = await open();
    await user.click(main().getByRole("button", { name: /^8\s*Replies received/ }));
    await user.click(await screen.findByRole("button", { name: "Set a goal" }));
    await expectAccessible();
    await user.type(screen.getByRole("spinbutton", { name: "Goal for this campaign" }), "20{Enter}");
    await waitFor(() => expect(screen.getAllByText("goal 20").length).toBe(2));
    await user.click(screen.getByRole("button", { name: "Change the goal" }));
    await user.click(screen.getByRole("button", { name: "Take the goal back" }));
    await waitFor(() => expect(screen.queryByText("goal 20")).toBeNull());
  });

  it("changes a note and takes it away", async () => {
    const { user } = await open();
    fireEvent.keyDown(document.body, { key: "t" });
    await user.click(await screen.findByRole("button", { name: /Change the note “Single out”/ }));
    const text = await screen.findByRole("textbox", { name: "Note" });
    await user.clear(text);
    await user.type(text, "Video out{Enter}");
    expect(await screen.findByText("Video out")).toBeTruthy();
    await user.click(screen.getByRole("button", { name: /Change the note “Video out”/ }));
    await user.click(await screen.findByRole("button", { name: "Delete the note" }));
    await waitFor(() => expect(screen.queryByText("Video out")).toBeNull());
  });

  it("has a card for each of the team, and a reason where one does not know", async () => {
    await open("/", "mirror");
    for (const name of ["Broker", "Scout", "Coach", "Insight"])
      expect(screen.getByRole("region", { name })).toBeTruthy();
    expect(
      within(screen.getByRole("region", { name: "Insight" })).getByText("Insight wrote that it does not know."),
    ).toBeTruthy();
  });
});
