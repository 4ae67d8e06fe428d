// A status is changed here and in the sheet: it becomes a conflict, is decided, and the sheet holds the decision.
import { cell, go, shot, wait, world } from "./lib.mjs";

export default async function conflict({ page }) {
  await go(page, "Contacts");
  const search = page.getByRole("searchbox");
  await search.fill("hannah@latebreakfast");
  await page.getByRole("button", { name: "Hannah Roy" }).first().click();
  const drawer = page.getByRole("dialog");
  const status = drawer.getByLabel("Status", { exact: true });
  await wait(status).toBeVisible();
  const before = await status.inputValue();
  let ref = "";
  for (let row = 2; row < 130 && !ref; row += 1) if ((await cell(`B${row}`)) === "hannah@latebreakfast.example") ref = `E${row}`;
  if ((await cell(ref)) !== before) throw new Error(`the window says ${before}, the sheet ${await cell(ref)}`);

  await world("cell", { ref, text: "ON HOLD" });
  await status.fill("PASSED");
  await drawer.getByRole("button", { name: "Save" }).click();
  await page.keyboard.press("Escape");
  await go(page, "Conflicts");
  const card = page.getByRole("region", { name: /Hannah Roy/ });
  await wait(card).toContainText("PASSED");
  await wait(card).toContainText("ON HOLD");
  await shot(page, "conflict");
  await card.getByRole("button", { name: /^Use mine/ }).click();
  await wait.poll(() => cell(ref), { message: "the sheet to hold the decision" }).toBe("PASSED");
  await wait(card).toHaveCount(0);
}
