// While a first sync of 10,000 mails streams in, the page stays quick: the longest task of its main thread, on the dashboard and
// with the drawer open on all rows. It prints what it measured; `make bench` compares it with the limit.
import { beginStream } from "./begin.mjs";
import { go, wait } from "./lib.mjs";
import { longest, trace } from "./trace.mjs";

/** How long each part is watched, in milliseconds: several batches of the sync. */
const WATCHED = 20_000;

export default async function stream({ page, context, browser }) {
  await page.addInitScript(() => {
    window.tasks = [];
    new PerformanceObserver((list) => {
      for (const e of list.getEntries()) window.tasks.push(Math.round(e.duration));
    }).observe({ type: "longtask", buffered: false });
  });
  await page.reload();
  await beginStream({ page, context });
  const watch = async (what) => {
    await page.evaluate(() => {
      window.tasks.length = 0;
    });
    const { tasks } = await trace({ page, browser }, () => page.waitForTimeout(WATCHED));
    const busy = Math.round(longest(tasks).ms);
    const wall = await page.evaluate(() => window.tasks);
    console.log(`longest task, ${what}: ${busy} ms of processor (${Math.max(0, ...wall)} ms on the clock, ${wall.length} over 50 ms in ${WATCHED / 1000} s)`);
  };
  await watch("from the first second, on the dashboard");
  const sent = page.getByRole("button", { name: /Emails sent/ }).first();
  await wait(sent).toContainText(/[\d,]{4}/);
  await watch("the dashboard, while it streams");
  await sent.click();
  await wait(page.getByRole("dialog").getByRole("option").first()).toBeVisible();
  await watch("the drawer over all rows, while it streams");
  await page.keyboard.press("Escape");
  await go(page, "Follow-ups");
  await wait(page.locator("[data-row]").first()).toBeVisible();
  await watch("the follow-ups, while it streams");
  // What of it is the answer itself: the tools that watch the page see every byte too, on the page's own thread.
  const read = await page.evaluate(async () => {
    const { campaignId } = await window.go.main.App.Boot();
    const text = JSON.stringify(await window.go.main.App.Evidence(campaignId, "emails_sent", ""));
    const times = Array.from({ length: 15 }, () => {
      const begun = performance.now();
      JSON.parse(text);
      return performance.now() - begun;
    });
    return { megabytes: text.length / 1e6, ms: Math.min(...times) };
  });
  console.log(`an answer of 10,000 rows: ${read.megabytes.toFixed(1)} MB, read in ${Math.round(read.ms)} ms`);
}
