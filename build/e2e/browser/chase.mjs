// The follow-ups by keyboard alone: the first is answered and done, a due one passed; both are taken back.
import { go, wait } from "./lib.mjs";

/** The person whose row has the focus. */
const focused = (page) => page.evaluate(() => document.activeElement?.closest("[data-row]")?.getAttribute("data-row") ?? "");

export default async function chase({ page }) {
  await go(page, "Follow-ups");
  const main = page.locator("main");
  const row = (who) => page.locator(`[data-row*="${who}"]`);
  await wait(page.locator("[data-row]").first()).toBeVisible();
  await page.keyboard.press("j");
  await page.keyboard.press("k");
  const first = await page.locator("[data-row]").first().getAttribute("data-row");
  await wait.poll(() => focused(page), { message: "K to come back to the first" }).toBe(first);
  const waiting = first.match(/[^/]+@[^/]+/)[0];
  await page.keyboard.press(".");
  await wait(row(waiting)).toHaveCount(0);
  await page.keyboard.press("u");
  await wait(row(waiting)).toHaveCount(1);

  const due = "hannah@latebreakfast.example";
  await wait(main).toContainText(due);
  for (let i = 0; i < 30 && !(await focused(page)).includes(due); i += 1) {
    const before = await focused(page);
    await page.keyboard.press("j");
    await wait.poll(() => focused(page), { message: "J to move" }).not.toBe(before);
  }
  await page.keyboard.press("o");
  await wait(page.getByRole("dialog")).toContainText(due);
  await wait(page.locator(":focus")).toContainText("Pitched"); // the dialog has the keys now
  for (let i = 0; i < 3; i += 1) await page.keyboard.press("ArrowDown");
  await wait(page.locator(":focus")).toContainText("Passed");
  await page.keyboard.press("Enter");
  await wait(page.getByRole("dialog")).toHaveCount(0);
  await wait(row(due)).toHaveCount(0);
  await page.keyboard.press("u");
  await wait(row(due)).toHaveCount(1);
}
