import { screen, within } from "@testing-library/react";
import { describe, expect, it } from "vitest";
import { expectAccessible, open } from "../../testing/open";

const part = () => within(screen.getByRole("region", { name: "Hear of changes in sheets and lists" }));

describe("notices behind one's own tunnel", () => {
  it("are switched on, say what tells, and are switched off", async () => {
    const { user } = await open("/settings");
    const fill = async (label: string, text: string) => {
      await user.clear(part().getByLabelText(label));
      await user.paste(text);
    };
    await fill("Address of your tunnel", "http://hooks.label.example");
    await fill("Port on this computer", "99999");
    expect(part().getByText("A port is a number from 1 to 65535.")).toBeTruthy();
    expect(part().getByRole<HTMLButtonElement>("button", { name: "Switch on" }).disabled).toBe(true);
    await fill("Port on this computer", "43121");
    await user.click(part().getByRole("button", { name: "Switch on" }));
    expect((await part().findByRole("alert")).textContent).toContain("https");
    await fill("Address of your tunnel", "https://hooks.label.example");
    await user.click(part().getByRole("button", { name: "Switch on" }));
    expect((await part().findByRole("status")).textContent).toBe("On: listens at 127.0.0.1:43121.");
    const tells = within(part().getByRole("list", { name: "What tells" }));
    const sheet = tells.getAllByRole("listitem").find((li) => li.textContent?.includes("Google Sheets"));
    expect(sheet?.textContent).toMatch(/Live.*tells until.*last notice/);
    const list = tells.getAllByRole("listitem").find((li) => li.textContent?.includes("Mailchimp"));
    expect(list?.textContent).toMatch(/Does not tell.*could not reach/);
    await fill("Mailchimp's signing key", "a key of sixteen letters");
    await user.click(part().getByRole("button", { name: "Keep the key" }));
    await part().findByText("A key is kept. A new one takes its place.");
    await expectAccessible();
    await user.click(part().getByRole("button", { name: "Switch off" }));
    await part().findByLabelText("Address of your tunnel");
  });

  it("say why the port cannot be had", async () => {
    const { user } = await open("/settings");
    await user.click(part().getByLabelText("Address of your tunnel"));
    await user.paste("https://hooks.label.example");
    await user.clear(part().getByLabelText("Port on this computer"));
    await user.paste("1");
    await user.click(part().getByRole("button", { name: "Switch on" }));
    expect((await part().findByRole("status")).textContent).toContain("another program has it");
    await user.click(part().getByRole("button", { name: "Switch off" }));
    await part().findByLabelText("Address of your tunnel");
    await expectAccessible();
  });

  it("wait for a source", async () => {
    const { user } = await open("/settings", "unconnected");
    await user.click(part().getByLabelText("Address of your tunnel"));
    await user.paste("https://hooks.label.example");
    await user.click(part().getByRole("button", { name: "Switch on" }));
    await part().findByText(/^Connect Google Sheets, Mailchimp or Airtable/);
  });
});
