// The time slider: one sync back every figure and row is as it was; then now again.
import { go, shot, wait } from "./lib.mjs";

export default async function past({ page }) {
  await go(page, "Dashboard");
  const slider = page.getByRole("slider", { name: "Past syncs" });
  await wait(slider).toBeVisible();
  const main = page.locator("main");
  await wait(main).toContainText(/23 sent, \d+ replies/);
  const [said] = (await main.innerText()).match(/23 sent, \d+ replies/);
  const replies = page.getByRole("button", { name: /Replies received/ }).first();
  await slider.focus();
  await page.keyboard.press("Home");
  await wait(main).toContainText("You are looking at");
  await wait(replies).toContainText("8");
  await replies.click();
  await wait(page.getByRole("dialog").getByRole("option").first()).toBeVisible();
  await wait(page.getByRole("dialog").getByRole("option").filter({ hasText: "ben@polderpop" })).toHaveCount(0);
  await page.keyboard.press("Escape");
  await shot(page, "past");
  await page.getByRole("button", { name: "Back to now" }).click();
  await wait(main).toContainText(said);
}
