// What every step in the browser needs: the page on the real program, its faults, every byte that crosses, the system's browser
// and the world of the sandbox.
import { readFileSync } from "node:fs";
import { createRequire } from "node:module";

const require = createRequire(new URL("../../../frontend/package.json", import.meta.url));
const { chromium, expect } = require("@playwright/test");

const { CHROMIUM, BROWSED, SHOTS, CONTROL } = process.env;

/** Wide enough for a machine that does much else; a step that passes never waits so long. */
const BOUND = 60_000;

export const wait = expect.configure({ timeout: BOUND });

/** Secrets of Google as the sandbox makes them: access and refresh tokens, codes, the client's secret. */
const secrets = /ya29\.|1\/\/0|"?4\/0sandbox|GOCSPX-/;

/** Opens the program's page, and watches what it loads, says and sends. */
export async function open(address) {
  const browser = await chromium.launch({ executablePath: CHROMIUM, args: ["--no-sandbox", "--disable-gpu"] });
  const context = await browser.newContext({ viewport: { width: 1280, height: 860 }, reducedMotion: "reduce", locale: "en-GB" });
  context.setDefaultTimeout(BOUND);
  const page = await context.newPage();
  const faults = [];
  const origin = new URL(address).host;
  page.on("pageerror", (error) => {
    const where = String(error.stack ?? error);
    if (!where.includes("/wails/ipc.js")) faults.push(where); // the dev server's own overlay, which the page's policy stops
  });
  page.on("console", (message) => {
    if (message.type() === "error" && !message.text().startsWith("expected:")) faults.push(message.text());
  });
  page.on("request", (request) => {
    const { protocol, host } = new URL(request.url());
    if (!["data:", "blob:"].includes(protocol) && host !== origin) faults.push(`the page loaded ${request.url()}`);
  });
  let bytes = 0;
  const look = (what) => (text) => {
    bytes += text.length;
    const found = String(text).match(secrets);
    if (found) faults.push(`${what} holds ${found[0]}… at ${String(text).slice(Math.max(0, found.index - 80), found.index)}`);
  };
  page.on("websocket", (socket) => socket.on("framereceived", ({ payload }) => look("an answer of the program")(payload)));
  page.on("response", (response) => void response.text().then(look(response.url()), () => {}));
  await page.goto(address);
  return { browser, context, page, faults, crossed: () => bytes };
}

/** The addresses that the program opened in the system's browser so far. */
export function browsed() {
  try {
    return readFileSync(BROWSED, "utf8").split("\n").filter(Boolean);
  } catch {
    return [];
  }
}

/** Does something that opens a page in the system's browser, and returns its address. */
export async function opens(act) {
  const before = browsed().length;
  await act();
  await wait.poll(() => browsed().length, { message: "the program to open a page" }).toBeGreaterThan(before);
  return browsed()[before];
}

/** Signs in on the page that the program opens next, as a person in the system's browser would, and agrees to everything. */
export async function signIn({ context }, begin) {
  const tab = await context.newPage();
  await tab.goto(await opens(begin));
  for (const box of await tab.locator("input[name=scope], input[name=file]").all()) await box.check();
  await tab.getByRole("button", { name: "Continue" }).click();
  await wait(tab.locator("body")).toContainText(/close this/i);
  await tab.close();
}

/** Tells the sandbox what happens in the world. */
export async function world(path, body) {
  const answer = await fetch(`${CONTROL}/${path}`, body === undefined ? { method: "POST" } : { method: "POST", body: JSON.stringify(body) });
  if (!answer.ok) throw new Error(`control ${path}: ${answer.status} ${await answer.text()}`);
  return answer.text();
}

/** What a cell of the contact sheet holds. */
export const cell = async (ref) => (await fetch(`${CONTROL}/cell?ref=${ref}`)).text();

export const shot = (page, name) => page.screenshot({ path: `${SHOTS}/browser-${name}.png` });

export const go = (page, name) => page.getByRole("navigation").getByRole("link", { name: new RegExp(`^${name}`) }).click();

/** Syncs with the keys, and waits until the figures say so. */
export async function syncUntil(page, words) {
  await page.keyboard.press("Control+r");
  await wait(page.locator("main")).toContainText(words);
}

const axeSource = readFileSync(require.resolve("axe-core/axe.min.js"), "utf8");

/** Checks a screen as it is painted: WCAG 2.2 AA with colours and sizes, and nothing that sticks out sideways. */
export async function checkScreen(page, what) {
  const wide = await page.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth);
  if (wide > 0) throw new Error(`${what}: the page is ${wide} px wider than the window`);
  await page.evaluate(`window.axe || (() => { ${axeSource} })()`);
  const violations = await page.evaluate(async () => {
    const found = await window.axe.run(document.body, {
      runOnly: ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"],
      resultTypes: ["violations"],
    });
    return found.violations.map((v) => `${v.id}: ${v.nodes.slice(0, 3).map((n) => n.html.slice(0, 160)).join(" | ")}`);
  });
  if (violations.length > 0) throw new Error(`${what}: ${violations.join("\n")}`);
}
