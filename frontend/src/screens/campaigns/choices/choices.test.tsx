import { act, screen, within } from "@testing-library/react";
import { describe, expect, it, vi } from "vitest";
import { backend } from "../../../backend";
import { emit } from "../../../backend/fake";
import { expectAccessible, open } from "../../../testing/open";

const choose = (label: string) => screen.getByRole("button", { name: `Choose from the list ${label}` });

describe("what a campaign counts of the other sources", () => {
  it("is chosen by name and kept by id", async () => {
    const { user } = await open("/campaigns/spring");
    await user.click(choose("Mailchimp audience"));
    await user.selectOptions(
      await screen.findByRole("combobox", { name: "Mailchimp audience" }),
      "Press · 96 subscribers",
    );
    await user.click(choose("Airtable table"));
    await user.selectOptions(await screen.findByLabelText("Base"), "Bookings");
    await user.selectOptions(await screen.findByLabelText("Table"), "Spring outreach");
    await user.selectOptions(await screen.findByLabelText("Status field"), "Status");
    expect(screen.getByLabelText("Airtable table")).toHaveProperty(
      "value",
      "appSpringBooking0/tblSpringOutreach:fldSpringStatus01",
    );
    await user.click(choose("Spotify playlists"));
    const list = within(await screen.findByRole("group", { name: "Spotify playlists" }));
    await user.click(list.getByRole("checkbox", { name: /Label of the week/ }));
    await expectAccessible();
    await user.click(screen.getByRole("button", { name: "Save" }));
    await screen.findByRole("heading", { level: 1, name: "Spring radio" });
    const rule = (await backend.campaigns()).find((c) => c.id === "spring")?.rule;
    expect(rule).toMatchObject({
      audience: "f6a7b8c9d0",
      airtable: "appSpringBooking0/tblSpringOutreach:fldSpringStatus01",
      playlists: ["3cEYpjA9oz9GiPac4AsH4n"],
    });
  });

  it("is asked for once, whatever happens meanwhile: it costs calls of the source", async () => {
    const asked = vi.spyOn(backend, "offers");
    const { user } = await open("/campaigns/spring");
    expect(asked).toHaveBeenCalledTimes(0);
    await user.click(choose("Airtable table"));
    await screen.findByLabelText("Base");
    await act(async () => emit("data:changed", { campaignId: "spring" }));
    await act(async () => emit("sync:finished", { success: true }));
    expect(asked).toHaveBeenCalledTimes(1);
    asked.mockRestore();
  });

  it("is not asked for where nothing is connected", async () => {
    await open("/campaigns/new", "mailonly");
    expect(screen.queryByLabelText("Airtable table")).toBeNull();
  });
});
