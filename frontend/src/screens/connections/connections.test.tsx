import { fireEvent, screen, waitFor, within } from "@testing-library/react";
import { beforeEach, describe, expect, it, vi } from "vitest";
import { backend } from "../../backend";
import { expectAccessible, open } from "../../testing/open";

beforeEach(() => localStorage.clear());

const desktop = '{"installed":{"client_id":"x","project_id":"radio-471203"}}';

async function connect(title: string) {
  const view = await open("/connections", "unconnected");
  await view.user.click(screen.getByRole("button", { name: `Connect ${title}` }));
  return { ...view, dialog: await screen.findByRole("dialog", { name: `Connect ${title}` }) };
}

/** Opens the dialog, drops a desktop client, and goes to the browser. */
async function goToBrowser() {
  const view = await connect("Gmail");
  const go = () => within(view.dialog).getByRole("button", { name: "Sign in in the browser" });
  fireEvent.change(await within(view.dialog).findByRole("textbox", { name: /paste/ }), { target: { value: desktop } });
  await waitFor(() => expect(go()).toHaveProperty("disabled", false));
  await view.user.click(go());
  expect(await within(view.dialog).findByText("Your browser is open")).toBeTruthy();
  return view;
}

describe("connections", () => {
  it("shows each permission with what works without it, signs in, and says so", async () => {
    const { dialog } = await goToBrowser();
    await expectAccessible();
    expect(dialog).toBeTruthy();
    await screen.findByText("Gmail is connected: you@label.example", {}, { timeout: 5000 });
  });

  it("says why no sign-in can begin, and asks again", async () => {
    const asked = vi
      .spyOn(backend, "hasClient")
      .mockRejectedValue({ code: "keychain_missing", message: "No keychain answers here." });
    const { dialog, user } = await connect("Gmail");
    expect((await within(dialog).findByRole("alert")).textContent).toContain("No keychain answers here.");
    asked.mockRestore();
    await user.click(within(dialog).getByRole("button", { name: "Try again" }));
    await within(dialog).findByRole("textbox", { name: /paste/ });
  });

  it("says what each permission gives before it is asked for", async () => {
    const { dialog } = await connect("Gmail");
    expect(within(dialog).getByText("gmail.readonly")).toBeTruthy();
    expect(within(dialog).getByText("No mail numbers at all.")).toBeTruthy();
  });

  it("gives up waiting and says that nothing was connected", async () => {
    const { dialog, user } = await goToBrowser();
    await user.click(within(dialog).getByRole("button", { name: "Give up" }));
    expect(await within(dialog).findByText(/Nothing was connected/)).toBeTruthy();
  });

  it("looks up what Google's page says, with the place that puts it right", async () => {
    const { dialog, user } = await goToBrowser();
    await user.click(within(dialog).getByRole("button", { name: /shows an error/ }));
    await user.type(within(dialog).getByLabelText("What does the page say?"), "Error 400: redirect_uri_mismatch");
    expect(await within(dialog).findByText(/Google needs a Desktop client/)).toBeTruthy();
    expect(within(dialog).getByRole("button", { name: "Open Clients" })).toBeTruthy();
    await expectAccessible();
  });

  it("leads to a client of one's own in five steps, publishing before the client is made", async () => {
    const { dialog, user } = await connect("Gmail");
    const steps = (await within(dialog).findAllByRole("listitem")).map(
      (s) => within(s).getByRole("heading").textContent,
    );
    expect(steps).toEqual([
      "Make a project",
      "Switch Gmail, Sheets and Drive on",
      "Publish the app",
      "Make the client",
      "Drop the JSON",
    ]);
    const current = () => dialog.querySelector("[aria-current=step] h2")?.textContent;
    expect(current()).toBe("Make a project");
    await user.type(within(dialog).getByLabelText("Project ID"), "My Radio");
    expect(within(dialog).getByText(/This is no project ID/)).toBeTruthy();
    await user.clear(within(dialog).getByLabelText("Project ID"));
    await user.type(within(dialog).getByLabelText("Project ID"), "radio-471203");
    expect(current()).toBe("Switch Gmail, Sheets and Drive on");
    await user.click(within(dialog).getByLabelText("They are on"));
    await user.click(within(dialog).getByLabelText(/In production/));
    expect(current()).toBe("Make the client");
    await expectAccessible();
  });

  it("recognises a web client and explains it; a desktop client is taken, and one of another project is told", async () => {
    const { dialog } = await connect("Gmail");
    const paste = await within(dialog).findByRole("textbox", { name: /paste/ });
    fireEvent.change(paste, { target: { value: '{"web":{"client_id":"x","project_id":"p"}}' } });
    expect(await within(dialog).findByText(/This is a client for web pages/)).toBeTruthy();
    expect(within(dialog).getByRole("button", { name: "Sign in in the browser" })).toHaveProperty("disabled", true);
    fireEvent.change(within(dialog).getByLabelText("Project ID"), { target: { value: "autumn-471203" } });
    fireEvent.change(paste, { target: { value: desktop } });
    expect(await within(dialog).findByText(/A desktop client of project radio-471203/)).toBeTruthy();
    expect(within(dialog).getByText(/not of the one above/)).toBeTruthy();
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

  it("warns that a sign-in of an unpublished app will end, with the page that publishes it", async () => {
    await open("/connections", "signin");
    const card = within(screen.getByRole("region", { name: "Gmail" }));
    expect(card.getByText(/will end this sign-in on 3 December/)).toBeTruthy();
    expect(card.getByRole("button", { name: "Open Audience" })).toBeTruthy();
    expect(card.getByText("Sign-in ends")).toBeTruthy();
    await expectAccessible();
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
