// The first five minutes: the welcome, Google's own-client steps, the sign-in, the rule with what it finds, the sheet, the first
// sync, and the first thing to do.
import { opens, shot, signIn, wait } from "./lib.mjs";

const section = (kind) => JSON.stringify({
  [kind]: { client_id: "abc.apps.googleusercontent.com", project_id: "radio-471203", client_secret: "GOCSPX-x", redirect_uris: ["http://localhost"] },
});

export default async function first({ page, context }) {
  const heading = page.getByRole("heading", { level: 1 });
  await page.getByRole("button", { name: /Connect Google/ }).click();
  await wait(page.getByRole("table")).toContainText("gmail.readonly");

  // Each page of the console opens in the project, and publishing stands before the client.
  await page.getByLabel("Project ID").fill("https://console.cloud.google.com/home?project=radio-471203");
  const step = (name) => page.getByRole("listitem").filter({ has: page.getByRole("heading", { name }) });
  for (const [name, want] of [["Switch Gmail", "enableapi"], ["Publish the app", "auth/audience"], ["Make the client", "clients/create"]]) {
    const address = await opens(() => step(name).getByRole("button").first().click());
    if (!address.includes(want) || !address.includes("project=radio-471203")) throw new Error(`${name} opened ${address}`);
  }
  const paste = page.getByRole("textbox", { name: /paste/ });
  await paste.fill(section("web"));
  await wait(page.getByText(/a client for web pages/)).toBeVisible();
  await paste.fill(section("installed"));
  await wait(page.getByText("A desktop client of project radio-471203")).toBeVisible();
  await shot(page, "own-client");
  await signIn({ context }, () => page.getByRole("button", { name: "Sign in in the browser" }).click());

  await wait(heading).toHaveText("Which mail belongs together?");
  await page.getByLabel("Name", { exact: true }).fill("Spring radio");
  await wait(page.getByLabel("Word in the subject")).toHaveValue("SPRING");
  await wait(page.getByText("23 messages to 21 people")).toBeVisible();
  await shot(page, "rule");
  await page.getByRole("button", { name: "Create campaign" }).click();

  await wait(heading).toHaveText("Where are your contacts?");
  await page.getByRole("button", { name: "Pick in Google" }).click();
  await signIn({ context }, () => page.getByRole("button", { name: "Sign in in the browser" }).click());
  await wait(page.getByText("120 contacts")).toBeVisible();
  await shot(page, "sheet");
  await page.getByRole("button", { name: "Use this sheet" }).click();

  const main = page.locator("main");
  await wait(main).toContainText("23 sent, 8 replies");
  await wait(main).toContainText("120 total contacts, 5 new");
  await wait(page.getByRole("region", { name: "What next" })).toContainText("5");
  await wait(page.getByRole("region", { name: "What next" })).toContainText("Follow-ups due");
  await shot(page, "dashboard");
}
