import { fireEvent, screen, waitFor, within } from "@testing-library/react";
import { afterEach, describe, expect, it, vi } from "vitest";
import { backend } from "../../backend";
import { open } from "../../testing/open";

afterEach(() => vi.restoreAllMocks());

async function fill() {
  await open("/campaigns/new");
  fireEvent.change(screen.getByRole("textbox", { name: "Name" }), { target: { value: "Autumn club" } });
  fireEvent.change(screen.getByRole("textbox", { name: /^Word in the subject/ }), { target: { value: "AUTUMN" } });
  fireEvent.click(screen.getByRole("button", { name: "Create campaign" }));
}

describe("the form of a campaign", () => {
  it("reads the sources for a new campaign at once", async () => {
    const synced = vi.spyOn(backend, "syncNow");
    await fill();
    await waitFor(() => expect(synced).toHaveBeenCalledOnce());
    const made = (await backend.campaigns()).find((c) => c.name === "Autumn club");
    expect(synced.mock.calls[0]).toEqual([made?.id, []]);
    expect(window.location.hash).toBe("#/");
  });

  it("leaves the sources alone where the campaign is archived", async () => {
    const synced = vi.spyOn(backend, "syncNow");
    const save = backend.saveCampaign;
    vi.spyOn(backend, "saveCampaign").mockImplementation(async (draft) => ({
      ...(await save(draft)),
      archivedAt: "2026-11-01T00:00:00Z",
    }));
    await fill();
    await waitFor(() => expect(window.location.hash).toBe("#/"));
    expect(synced).not.toHaveBeenCalled();
  });

  it("says what is wrong once, where it is wrong", async () => {
    const message = "There is a campaign of that name. Choose another.";
    vi.spyOn(backend, "saveCampaign").mockRejectedValue({ code: "invalid", message });
    await fill();
    await within(screen.getByRole("main")).findByText(message);
    expect(screen.getAllByText(message)).toHaveLength(1);
  });
});
