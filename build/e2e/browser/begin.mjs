// The first minute with a large mailbox: signed in, a campaign, no contacts yet, and its mail streams in.
import { signIn } from "./lib.mjs";

const client = JSON.stringify({ installed: { client_id: "abc.apps.googleusercontent.com", project_id: "radio-471203", client_secret: "GOCSPX-x" } });

export async function beginStream({ page, context }) {
  await page.getByRole("button", { name: /Connect Google/ }).click();
  await page.getByRole("textbox", { name: /paste/ }).fill(client);
  await signIn({ context }, () => page.getByRole("button", { name: "Sign in in the browser" }).click());
  await page.getByLabel("Name", { exact: true }).fill("Spring radio");
  await page.getByRole("button", { name: "Create campaign" }).click();
  await page.getByRole("button", { name: /^Later/ }).click();
}
