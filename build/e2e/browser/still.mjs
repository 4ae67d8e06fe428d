// The still that the window opens with: what a browser shows of the page's file before any script runs is what the page draws
// afterwards, figure by figure and in the same places; what moves with the clock is not seen in it; and the page takes over.
import { shot, wait } from "./lib.mjs";

/**
 * The figures and counts that can be seen, each with where it stands. What comes with a later answer is left out of their words, and
 * may push down the small ones below it: of those only how far right they stand is told, of the big ones also how far down.
 */
const figures = (page) =>
  page.locator("#root .num").evaluateAll((all) =>
    all
      .filter((e) => e.checkVisibility({ visibilityProperty: true }) && /\d/.test(e.textContent))
      .filter((e) => !e.closest("[data-later], [data-moving]"))
      .map((e) => {
        const { left, top } = e.getBoundingClientRect();
        const copy = e.cloneNode(true);
        for (const part of copy.querySelectorAll("[data-later]")) part.remove();
        const big = Number.parseFloat(getComputedStyle(e).fontSize) > 16;
        return `${copy.textContent.trim()} at ${Math.round(left)}${big ? `,${Math.round(top)}` : ""}`;
      }),
  );

export default async function still({ page, browser }) {
  const address = page.url();
  await page.goto(new URL("/", address).href);
  await wait(page.locator("main")).toContainText(/replies/i);
  const kept = async () => (await (await fetch(new URL("/", address))).text()).includes("inert");
  await wait.poll(kept, { message: "a still to be kept" }).toBe(true);

  for (const viewport of [{ width: 1280, height: 860 }, { width: 760, height: 900 }]) {
    const quiet = await browser.newContext({ viewport, javaScriptEnabled: false, reducedMotion: "reduce", locale: "en-GB" });
    const before = await quiet.newPage();
    const refused = [];
    before.on("console", (message) => refused.push(message.text()));
    await before.goto(new URL("/", address).href);
    await shot(before, `still-${viewport.width}`);
    const drawn = await figures(before);
    if (drawn.length < 8) throw new Error(`the still shows ${drawn.length} figures: ${drawn}`);
    const words = await before.locator("#root").innerText();
    const moving = words.match(/.{0,20}(\bago\b|just now|up to date|fresh|yesterday).{0,20}/i);
    if (moving) throw new Error(`the still shows what moves: ${moving[0]}`);
    if (refused.length > 0) throw new Error(`the page's policy refused something of the still: ${refused}`);
    await quiet.close();

    await page.setViewportSize(viewport);
    await page.goto("about:blank");
    await page.goto(new URL("/", address).href);
    await wait(page.locator("#root:not([inert]) main")).toContainText(/replies/i);
    await wait(page.getByRole("slider")).toBeVisible(); // the rest is drawn, too
    const after = await figures(page);
    const gone = drawn.filter((figure) => !after.includes(figure));
    if (gone.length > 0) throw new Error(`in the still but not in the page: ${gone.join("; ")}\nthe page has ${after.join("; ")}`);
  }
  await page.setViewportSize({ width: 1280, height: 860 });
}
