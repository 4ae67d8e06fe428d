import { fireEvent, screen, waitFor, within } from "@testing-library/react";
import { describe, expect, it } from "vitest";
import { expectAccessible, open } from "../../testing/open";

async function connect(title: string) {
  const view = await open("/connections", "unconnected");
  await view.user.click(screen.getByRole("button", { name: `Connect ${title}` }));
  return { ...view, dialog: await screen.findByRole("dialog", { name: `Connect ${title}` }) };
}

describe("connections", () => {
  it("shows each permission with what works without it, signs in, and says so", async () => {
    const { dialog, user } = await connect("Gmail");
    expect(within(dialog).getByText("Nothing about mail can be counted")).toBeTruthy();
    await expectAccessible();
    await user.click(within(dialog).getByRole("button", { name: "Sign in in the browser" }));
    expect(await within(dialog).findByText("Your browser is open")).toBeTruthy();
    await screen.findByText("Gmail is connected: you@label.example", {}, { timeout: 5000 });
  });

  it("gives up waiting and says that nothing was connected", async () => {
    const { dialog, user } = await connect("Gmail");
    await user.click(within(dialog).getByRole("button", { name: "Sign in in the browser" }));
    await user.click(await within(dialog).findByRole("button", { name: "Give up" }));
    expect(await within(dialog).findByText(/Nothing was connected/)).toBeTruthy();
  });

  it("recognises a web client and explains it; a desktop client is taken", async () => {
    const { dialog, user } = await connect("Gmail");
    await user.click(within(dialog).getByRole("button", { name: "Use my own Google client" }));
    const paste = within(dialog).getByRole("textbox", { name: /paste/ });
    fireEvent.change(paste, { target: { value: '{"web":{"client_id":"x","project_id":"p"}}' } });
    expect(await within(dialog).findByText(/This is a web client/)).toBeTruthy();
    expect(within(dialog).getByRole("button", { name: "Sign in in the browser" })).toHaveProperty("disabled", true);
    fireEvent.change(paste, { target: { value: '{"installed":{"client_id":"x","project_id":"my-project"}}' } });
    expect(await within(dialog).findByText(/A desktop client of project my-project/)).toBeTruthy();
    expect(within(dialog).getByRole("button", { name: "Sign in in the browser" })).toHaveProperty("disabled", false);
    await expectAccessible();
  });

  it("shows the sentence of a refused key", async () => {
    const { dialog, user } = await connect("Mailchimp");
    await user.click(within(dialog).getByRole("radio", { name: "Use a key" }));
    await user.type(within(dialog).getByLabelText("Mailchimp key"), "abc");
    await user.click(within(dialog).getByRole("button", { name: "Connect" }));
    expect((await within(dialog).findByRole("alert")).textContent).toContain("ends in its data centre");
  });

  it("asks whether figures stay before it disconnects", async () => {
    const { user } = await open("/connections");
    const card = within(screen.getByRole("region", { name: "Airtable" }));
    await user.click(card.getByRole("button", { name: "Disconnect" }));
    const dialog = await screen.findByRole("dialog");
    expect(within(dialog).getByRole("radio", { name: /Keep what was read/ })).toHaveProperty("checked", true);
    await expectAccessible();
    await user.click(within(dialog).getByRole("button", { name: "Disconnect" }));
    await waitFor(() => expect(screen.queryByRole("region", { name: "Airtable" })).toBeNull());
  });

  it("says what to do when a sign-in ended", async () => {
    await open("/connections", "signin");
    const card = within(screen.getByRole("region", { name: "Google Sheets" }));
    expect(card.getByText(/Google ended the sign-in/)).toBeTruthy();
    expect(card.getByRole("button", { name: "Sign in again" })).toBeTruthy();
  });

  it("takes a plan or a number for the calls of a month", async () => {
    const { user } = await open("/connections");
    const card = within(screen.getByRole("region", { name: "Airtable" }));
    expect(card.getByText("About 268 by the end of the month")).toBeTruthy();
    await user.selectOptions(card.getByLabelText("Calls a month"), "100000");
    await card.findByText("212 of 100,000");
    await user.selectOptions(card.getByLabelText("Calls a month"), "own");
    await user.clear(card.getByLabelText("Calls"));
    await user.type(card.getByLabelText("Calls"), "400");
    await user.click(card.getByRole("button", { name: "Save" }));
    await card.findByText("212 of 400");
    await expectAccessible();
  });
});
