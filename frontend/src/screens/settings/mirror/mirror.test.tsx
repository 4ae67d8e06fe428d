import { act, screen, waitFor, within } from "@testing-library/react";
import { describe, expect, it } from "vitest";
import { backend } from "../../../backend";
import i18next from "../../../i18n";
import { expectAccessible, open } from "../../../testing/open";

const part = () => within(screen.getByRole("region", { name: "Mirror" }));
const key = "sb_publishable_abc";
type User = Awaited<ReturnType<typeof open>>["user"];

async function fill(user: User, label: string, text: string) {
  await user.clear(part().getByLabelText(label));
  await user.paste(text);
}

/** Fills in the project and asks for the mail. */
async function ask(user: User, url: string) {
  await fill(user, "Project URL", url);
  await fill(user, "Publishable key", key);
  await fill(user, "Your address", "you@label.example");
  await user.click(part().getByRole("button", { name: "Send the mail" }));
}

async function connect(user: User) {
  await ask(user, "https://abcdefgh.supabase.co");
  await part().findByLabelText("Code of the mail");
  await fill(user, "Code of the mail", "123456");
  await user.click(part().getByRole("button", { name: "Sign in" }));
  await part().findByRole("button", { name: "Switch the mirror on" });
}

describe("the mirror", () => {
  it("is off, and shows the very rows before it is switched on", async () => {
    const { user } = await open("/settings");
    expect(part().getByText("Not connected")).toBeTruthy();
    expect(part().getByRole("heading", { name: /rows would leave/ })).toBeTruthy();
    await connect(user);
    expect(part().getByText("Off")).toBeTruthy();
    await user.click(part().getByRole("radio", { name: /Accounts/ }));
    const accounts = () => part().getByRole("table", { name: "integration_connections" });
    expect(
      within(accounts())
        .getAllByRole("columnheader")
        .map((h) => h.textContent),
    ).toContain("account");
    expect(accounts().textContent).not.toContain("you@label.example");
    await user.click(part().getByRole("switch", { name: "Send the names of my mailboxes and accounts" }));
    expect(await within(accounts()).findAllByText("you@label.example")).not.toHaveLength(0);
    await expectAccessible();
    await user.keyboard("{Enter}");
    await waitFor(() => expect(accounts().textContent).not.toContain("you@label.example"));
    await user.click(part().getByRole("button", { name: "Switch the mirror on" }));
    await part().findByText(/^On: \d+ rows wait$/);
    await user.click(part().getByRole("button", { name: "Send now" }));
    await part().findByText("On: the project has everything");
    await user.click(part().getByRole("button", { name: "Switch off" }));
    await part().findByText("Off");
  });

  it("says what is wrong with a project, a key, a code", async () => {
    const { user } = await open("/settings");
    await ask(user, "http://nonsense");
    expect((await part().findByRole("alert")).textContent).toContain("must look like");
    await fill(user, "Project URL", "https://wrong-key.supabase.co");
    await user.click(part().getByRole("button", { name: "Send the mail" }));
    await part().findByText("The project refuses this key.");
    await fill(user, "Project URL", "https://good.supabase.co");
    await user.click(part().getByRole("button", { name: "Send the mail" }));
    await part().findByLabelText("Code of the mail");
    await fill(user, "Code of the mail", "000000");
    await user.click(part().getByRole("button", { name: "Sign in" }));
    await part().findByText(/wrong or too old/);
    await user.click(part().getByRole("button", { name: "Leave it" }));
    await part().findByLabelText("Project URL");
  });

  it("signs in with a service that the project has", async () => {
    const { user } = await open("/settings");
    await fill(user, "Project URL", "https://abcdefgh.supabase.co");
    await fill(user, "Publishable key", key);
    await user.tab();
    await user.selectOptions(await part().findByLabelText("How"), "github");
    await user.click(part().getByRole("button", { name: "Sign in in the browser" }));
    await part().findByText(/Your browser shows the sign-in with github/);
    await part().findByRole("button", { name: "Switch the mirror on" }, { timeout: 5000 });
  });

  it("has words and a fix for every state of a project", async () => {
    const { user } = await open("/settings");
    for (const [name, words, fix] of [
      ["schema-missing", "The project has no tables yet", "Copy the SQL"],
      ["schema-old", "The project's tables are older than this Mixdown", "Copy the SQL"],
      ["policy-refuses", "A policy of the project refuses the rows", "Copy the SQL"],
      ["project-paused", "The project is paused", "Open the project"],
      ["clock-skew", "This computer's clock is off", "Try again"],
      ["offline", "Offline", "Try again"],
      ["service-down", "Supabase does not answer well", "Try again"],
      ["error", "The project refused, and did not say why", "Try again"],
    ]) {
      await act(async () => {
        await backend.mirrorSendCode({ url: `https://${name}.supabase.co`, key, email: "you@label.example", with: "" });
        await backend.mirrorFinish("123456");
      });
      await part().findByText("Off");
      await user.click(part().getByRole("button", { name: "Switch the mirror on" }));
      const alert = await part().findByRole("alert");
      expect(alert.textContent).toContain(words);
      expect(
        within(alert)
          .getAllByRole("button")
          .map((b) => b.textContent),
      ).toContain(fix);
    }
  });

  it("keeps what waits while the project is paused, in German too", async () => {
    await open("/settings", "mirrorfails");
    expect(part().getByRole("alert").textContent).toContain("The project is paused");
    expect(part().getByRole("heading", { name: /rows wait to be sent/ })).toBeTruthy();
    await i18next.changeLanguage("de");
    const german = within(await screen.findByRole("region", { name: "Spiegel" }));
    expect(german.getByRole("alert").textContent).toContain("Das Projekt ist angehalten");
  });
});
