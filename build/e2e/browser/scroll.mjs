// Lists of thousands of rows scroll in a frame's time, while the first sync streams in and after it was stopped: by the wheel, by
// Page Down held, and by the scroll bar drawn to anywhere. It prints what the page's main thread did in each frame; `make bench`
// compares it with the limits.
import { beginStream } from "./begin.mjs";
import { go, wait } from "./lib.mjs";
import { longest, perFrame, quantile, trace } from "./trace.mjs";

/** How many rows the contacts' file has. */
const CONTACTS = 50_000;

/** How often each gesture is made, and how long one waits for the next, in milliseconds. */
const STEPS = 100;
const PAUSE = 16;

const roles = ["Radio DJ", "Editor", "Curator", "Blogger", "Music supervisor"];
const states = ["NEW", "CONTACTED", "REPLIED", "PASSED", "ON HOLD"];

/** A list of contacts, as a spreadsheet saves it. */
function people(count) {
  const rows = Array.from({ length: count }, (_, i) =>
    [`Person ${i} of the list`, `person${i}@station${i % 4000}.example`, roles[i % 5], `Station ${i % 4000}`, states[i % 7] ?? "", `2026-0${(i % 9) + 1}-1${i % 10}`].join(","),
  );
  return `Name,Email,Role,Outlet,Status,Added Date\n${rows.join("\n")}\n`;
}

export default async function scroll({ page, context, browser }) {
  await beginStream({ page, context });
  await go(page, "Contacts");
  await page.getByRole("button", { name: /Import/ }).first().click();
  await page.locator("input[type=file]").setInputFiles({ name: "people.csv", mimeType: "text/csv", buffer: Buffer.from(people(CONTACTS)) });
  await page.getByRole("button", { name: /^Import 50/ }).click();
  const grid = page.getByRole("grid");
  await wait(grid).toHaveAttribute("aria-rowcount", String(CONTACTS + 1));

  const measure = async (what, list) => {
    const box = await list.boundingBox();
    await page.mouse.move(box.x + box.width / 2, box.y + box.height / 2);
    const home = () => list.evaluate((e) => e.scrollTo(0, 0));
    const wheel = (by) => () => page.mouse.wheel(0, by);
    const gestures = [
      ["wheel", wheel(120)],
      ["wheel, fast", wheel(900)],
      ["Page Down held", () => page.keyboard.press("PageDown")],
      // Anywhere, but the same places each time.
      ["scroll bar drawn", (i) => list.evaluate((e, share) => e.scrollTo(0, e.scrollHeight * share), (i * 0.618034) % 1)],
    ];
    for (const [name, step] of gestures) {
      await home();
      await list.focus();
      await page.waitForTimeout(500);
      const seen = await trace({ page, browser }, async () => {
        for (let i = 0; i < STEPS; i += 1) {
          const next = page.waitForTimeout(PAUSE);
          await step(i);
          await next;
        }
        await page.waitForTimeout(300);
      });
      const frames = perFrame(seen);
      const by = (key) => [0.5, 0.95, 1].map((share) => quantile(frames.map((f) => f[key]), share).toFixed(1)).join(" / ");
      const task = longest(seen.tasks);
      console.log(`scroll, ${what}, ${name}: ${frames.length} frames, ${by("ms")} ms of processor (${by("clock")} on the clock), longest task ${task.ms.toFixed(1)} ms (${task.clock.toFixed(1)})`);
    }
  };
  const drawer = page.getByRole("dialog").getByRole("listbox");
  const all = async (when) => {
    await go(page, "Contacts");
    await wait(grid.getByRole("row").nth(5)).toContainText("Person");
    await measure(`contacts ${when}`, grid);
    await go(page, "Dashboard");
    for (const [figure, close] of [["Total contacts", true], ["Emails sent", false]]) {
      const button = page.getByRole("button", { name: new RegExp(figure) }).first();
      await wait(button).toBeVisible();
      const { tasks } = await trace({ page, browser }, async () => {
        await button.click();
        await wait(drawer.getByRole("option").first()).toHaveAttribute("aria-setsize", /\d{5}/);
        await page.waitForTimeout(500);
      });
      const task = longest(tasks);
      console.log(`scroll, the drawer of ${figure} opens ${when}: longest task ${task.ms.toFixed(1)} ms of processor (${task.clock.toFixed(1)} on the clock)`);
      if (close) await page.keyboard.press("Escape");
    }
    await measure(`drawer ${when}`, drawer);
    await page.keyboard.press("Escape");
  };
  await all("while it streams");
  await page.getByRole("button", { name: "Stop", exact: true }).first().click();
  await wait(page.getByRole("button", { name: /Sync now/ }).first()).toBeVisible();
  await all("at rest");
}
