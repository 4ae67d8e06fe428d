// A reply comes in: the figures move, the drawer has its row; corrected and taken back, it counts no more and counts again.
import { shot, syncUntil, wait, world } from "./lib.mjs";

const ben = "ben@polderpop.example";

export default async function live({ page }) {
  const main = page.locator("main");
  await world("mail", { from: `Ben Achterberg <${ben}>`, to: ben, subject: "Re: [SPRING] Juno Vale: Golden Hour (new single)", text: "Yes! Playing it tonight." });
  await syncUntil(page, "23 sent, 9 replies");

  await page.getByRole("button", { name: /Replies received/ }).first().click();
  const drawer = page.getByRole("dialog");
  const row = drawer.getByRole("option").filter({ hasText: ben });
  await wait(row).toContainText("same thread, later than the pitch");
  await row.click();
  await drawer.getByRole("button", { name: "Not a reply" }).click();
  await wait(row).toHaveCount(0);
  await wait(main).toContainText("23 sent, 8 replies");
  await drawer.getByRole("tab", { name: /Left out/ }).click();
  await wait(drawer.getByRole("option").filter({ hasText: ben }).first()).toContainText("corrected by you");
  await shot(page, "corrected");
  await page.getByRole("button", { name: "Undo", exact: true }).click();
  await wait(main).toContainText("23 sent, 9 replies");
  await drawer.getByRole("tab", { name: /Counted/ }).click();
  await wait(row).toBeVisible();
  await page.keyboard.press("Escape");
  await wait(drawer).toHaveCount(0);
}
