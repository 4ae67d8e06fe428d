// Every screen in both themes and at 200 % zoom, as it is painted: contrast, sizes, names, and nothing that sticks out.
import { checkScreen, go, shot, wait } from "./lib.mjs";

const screens = ["Dashboard", "Follow-ups", "Contacts", "Conflicts", "Activity", "Connections", "Campaigns", "Settings"];

export default async function sight({ page }) {
  for (const colorScheme of ["dark", "light"]) {
    await page.emulateMedia({ colorScheme });
    await wait(page.locator(`html[data-theme=${colorScheme}]`)).toHaveCount(1);
    for (const zoom of colorScheme === "dark" ? [1, 2] : [1]) {
      await page.setViewportSize(zoom === 2 ? { width: 720, height: 480 } : { width: 1280, height: 860 });
      for (const name of screens) {
        await go(page, name);
        await wait(page.getByRole("heading", { level: 1 })).toBeVisible();
        await wait(page.locator("main .skeleton")).toHaveCount(0);
        await checkScreen(page, `${name}, ${colorScheme}, ${zoom * 100} %`);
        await shot(page, `${name.toLowerCase()}-${colorScheme}-${zoom * 100}`);
      }
    }
  }
  await page.setViewportSize({ width: 1280, height: 860 });
  await page.emulateMedia({ colorScheme: "dark" });
}
