import { screen, waitFor, within } from "@testing-library/react";
import { describe, expect, it } from "vitest";
import { expectAccessible, open } from "../../testing/open";
import { peopleIn } from "./csv-rows";

describe("contacts", () => {
  it("draws only what is in view of ten thousand", async () => {
    await open("/contacts", "many");
    const table = screen.getByRole("table");
    expect(table.getAttribute("aria-rowcount")).toBe("10001");
    expect(within(table).getAllByRole("row").length).toBeLessThan(80);
  });

  it("finds, opens and changes a person", async () => {
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
    await waitFor(() => expect(screen.getByText("Status is now BOOKED.")).toBeTruthy());
  });

  it("names the rows that were refused", async () => {
    const { user } = await open("/contacts");
    await user.click(screen.getByRole("button", { name: "Add people" }));
    const dialog = await screen.findByRole("dialog");
    await user.type(
      within(dialog).getByRole("textbox"),
      "Jo Bell, jo@radio.example, DJ{enter}No One, not-an-address, DJ",
    );
    await user.click(within(dialog).getByRole("button", { name: "Add 2 people" }));
    expect((await within(dialog).findByRole("alert")).textContent).toContain("not-an-address");
  });
});

describe("a pasted list", () => {
  it("is read by its header, whatever the order and separator", () => {
    expect(peopleIn('E-mail;Role;Full name\r\njo@radio.example;DJ;"Bell; Jo"\n')).toEqual([
      { name: "Bell; Jo", email: "jo@radio.example", role: "DJ", status: "NEW" },
    ]);
  });

  it("is read without a header, with the address first", () => {
    expect(peopleIn("jo@radio.example, Jo Bell")).toEqual([
      { name: "Jo Bell", email: "jo@radio.example", role: "", status: "NEW" },
    ]);
  });
});
