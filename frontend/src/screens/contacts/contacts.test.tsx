import { fireEvent, screen, waitFor, within } from "@testing-library/react";
import { describe, expect, it, vi } from "vitest";
import { backend } from "../../backend";
import { expectAccessible, open } from "../../testing/open";
import { peopleIn } from "./csv-rows";

const grid = () => screen.getByRole("grid", { hidden: true });

describe("contacts", () => {
  it("draws only what is in view of fifty thousand", async () => {
    await open("/contacts", "many");
    expect(grid().getAttribute("aria-rowcount")).toBe("50001");
    expect(within(grid()).getAllByRole("row").length).toBeLessThan(80);
  });

  it("finds, opens and changes a person, and takes it back", async () => {
    const { user } = await open("/contacts");
    await user.type(screen.getByRole("searchbox"), "cardiff");
    await waitFor(() => expect(screen.getByText("1 found")).toBeTruthy());
    await user.click(screen.getByRole("button", { name: "Rhys Morgan" }));
    const drawer = await screen.findByRole("dialog", { name: "Rhys Morgan" });
    expect(await within(drawer).findAllByText(/Autumn single/)).toBeTruthy();
    await expectAccessible();
    const status = within(drawer).getByRole("combobox", { name: "Status" });
    await user.clear(status);
    await user.type(status, "BOOKED");
    await user.click(within(drawer).getByRole("button", { name: "Save" }));
    await screen.findByText("status is now “BOOKED”.");
    await waitFor(() => expect(within(grid()).getByText("BOOKED")).toBeTruthy());
    await user.click(screen.getByRole("button", { name: "Undo" }));
    await waitFor(() => expect(within(grid()).queryByText("BOOKED")).toBeNull());
  });

  it("does not call a change made that gave way to the sheet", async () => {
    const { user } = await open("/contacts");
    vi.spyOn(backend, "setContact").mockResolvedValueOnce({ success: true, message: "", kept: "REPLIED" });
    await user.type(screen.getByRole("searchbox"), "cardiff");
    await user.click(await screen.findByRole("button", { name: "Rhys Morgan" }));
    const drawer = await screen.findByRole("dialog", { name: "Rhys Morgan" });
    await user.type(within(drawer).getByRole("combobox", { name: "Status" }), "X");
    await user.click(within(drawer).getByRole("button", { name: "Save" }));
    await screen.findByText(/The sheet changed meanwhile and keeps its “REPLIED”/);
    expect(screen.queryByText(/status is now/)).toBeNull();
  });

  it("is edited where it stands, by keyboard alone", async () => {
    const { user } = await open("/contacts");
    grid().focus();
    await user.keyboard("{ArrowDown}{ArrowRight}{ArrowRight}");
    const at = document.getElementById(grid().getAttribute("aria-activedescendant") ?? "");
    expect(at?.textContent).toBe("Producer");
    await user.keyboard("{F2}");
    const input = within(grid()).getByRole("combobox", { name: "Role" });
    await user.clear(input);
    await user.type(input, "Head of music{Enter}");
    await waitFor(() => expect(within(grid()).getByText("Head of music")).toBeTruthy());
    expect(document.activeElement).toBe(grid());
    // The address is what a contact is known by: it is not edited here.
    await user.keyboard("{ArrowLeft}{F2}");
    expect(within(grid()).queryByRole("textbox")).toBeNull();
    await user.keyboard(" ");
    await screen.findByRole("dialog", { name: "Rhys Morgan" });
  });

  it("leaves a cell as it was on Escape", async () => {
    const { user } = await open("/contacts");
    grid().focus();
    await user.keyboard("{ArrowDown}{F2}");
    await user.type(screen.getByRole("textbox", { name: "Name" }), "Nobody{Escape}");
    expect(within(grid()).queryByText("Nobody")).toBeNull();
    expect(within(grid()).getByText("Rhys Morgan")).toBeTruthy();
  });

  it("shows what waits and takes it back", async () => {
    const { user } = await open("/contacts");
    await user.click(screen.getByRole("radio", { name: "Outbox (1)" }));
    expect(document.body.textContent).toContain("Outbox 1"); // the status bar counts the same
    const list = await screen.findByRole("list", { name: "Outbox" });
    expect(within(list).getByText("waits")).toBeTruthy();
    await expectAccessible();
    await user.click(within(list).getByRole("button", { name: /lena/ }));
    await waitFor(() => expect(within(list).queryByText("waits")).toBeNull());
  });

  it("turns an entry of the journal round", async () => {
    const { user } = await open("/contacts");
    await user.click(screen.getByRole("radio", { name: "Journal" }));
    await user.click(await screen.findByRole("button", { name: "Put “DJ” back for carla@eastwave.example" }));
    await screen.findByText("put back");
    await expectAccessible();
  });

  it("applies what the mailbox says by choice only", async () => {
    const { user } = await open("/contacts");
    await screen.findByText(/1 person replied, 1 was mailed/);
    await user.click(screen.getByRole("button", { name: "Look and choose" }));
    await user.click(await screen.findByRole("checkbox", { name: /Valley Studio/ }));
    await expectAccessible();
    await user.click(screen.getByRole("button", { name: "Set 1 status" }));
    await screen.findByText("1 status set.");
    await waitFor(() => expect(screen.getByText(/The mailbox says: 1 was mailed/)).toBeTruthy());
  });

  it("asks about columns that moved, and takes a choice", async () => {
    const { user } = await open("/contacts", "moved");
    await screen.findByText(/“Status” moved from E to G/);
    await expectAccessible();
    await user.click(screen.getByRole("button", { name: "Choose columns" }));
    await user.selectOptions(await screen.findByRole("combobox", { name: /Day of the status/ }), "Notes");
    await expectAccessible();
    await user.click(screen.getByRole("button", { name: "Use these columns" }));
    await waitFor(() => expect(screen.queryByText(/moved from E to G/)).toBeNull());
  });

  it("counts by status and role, and leads to the people", async () => {
    const { user } = await open("/contacts");
    await user.click(screen.getByRole("radio", { name: "Statistics" }));
    await user.click(await screen.findByRole("button", { name: /^NEW/ }));
    await waitFor(() => expect(screen.getByText("5 found")).toBeTruthy());
  });
});

describe("a file in place of a sheet", () => {
  const drop = (text: string) =>
    fireEvent.drop(screen.getByRole("heading", { level: 1 }), {
      dataTransfer: { files: [new File([text], "list.csv")], types: ["Files"] },
    });

  it("is looked at before anything is kept", async () => {
    const { user } = await open("/contacts", "unconnected");
    drop("Name,Mail,Role\nJo Bell,jo@radio.example,DJ\nNo Mail,,DJ\n");
    await screen.findByText("2 rows with a problem");
    await user.selectOptions(await screen.findByRole("combobox", { name: /Address/ }), "Mail");
    await screen.findByText("1 row with a problem");
    await user.click(await screen.findByRole("button", { name: "Import 1 new person" }));
    await screen.findByText("1 new, 0 updated, 1 unchanged.");
    await waitFor(() => expect(within(grid()).getByText("Jo Bell")).toBeTruthy());
  });

  it("says why it is no list", async () => {
    await open("/contacts", "unconnected");
    drop("one,two\n3,4\n");
    await screen.findByText(/has no column for a name or an email/);
  });
});

describe("a pasted list", () => {
  it("is read by its header, whatever the order and separator", () => {
    expect(peopleIn('E-mail;Role;Full name\r\njo@radio.example;DJ;"Bell; Jo"\n')).toEqual([
      { name: "Bell; Jo", email: "jo@radio.example", role: "DJ", status: "NEW", outlet: "" },
    ]);
  });

  it("is read without a header, with the address first", () => {
    expect(peopleIn("jo@radio.example, Jo Bell")).toEqual([
      { name: "Jo Bell", email: "jo@radio.example", role: "", status: "NEW", outlet: "" },
    ]);
  });
});
