// After a restart with no network: everything that was read is there, the past too, the window says so, and a sync says what is
// wrong.
import { shot, wait } from "./lib.mjs";
import past from "./past.mjs";

export default async function offline({ page, ...rest }) {
  const main = page.locator("main");
  await wait(main).toContainText("120 total contacts");
  await page.getByRole("button", { name: /Replies received/ }).first().click();
  await wait(page.getByRole("dialog").getByRole("option").first()).toBeVisible();
  await page.keyboard.press("Escape");
  await page.keyboard.press("Control+r");
  await wait(page.locator("body")).toContainText(/Offline\. Everything here is from/);
  await wait(main).toContainText("120 total contacts");
  await shot(page, "offline");
  await past({ page, ...rest });
}
