// Drives the window's page in Chromium, on the dev build, which lets a browser call the real program:
//
//	node signin.mjs STEP ADDRESS
//
// The environment names CHROMIUM, BROWSED (the file where the program's calls of the system's browser are noted), SHEET and
// SHOTS (a folder for pictures). Each step ends the process with 0, or with what it waited for.
import { readFileSync } from "node:fs";
import { createRequire } from "node:module";

const { chromium, expect } = createRequire(new URL("../../../frontend/package.json", import.meta.url))("@playwright/test");
const { CHROMIUM, BROWSED, SHEET, SHOTS } = process.env;
const [step, address] = process.argv.slice(2);
const clientFile = JSON.stringify({
  installed: { client_id: "abc.apps.googleusercontent.com", project_id: "p", client_secret: "GOCSPX-x", redirect_uris: ["http://localhost"] },
});

const browser = await chromium.launch({ executablePath: CHROMIUM, args: ["--no-sandbox", "--disable-gpu"] });
const context = await browser.newContext({ viewport: { width: 1280, height: 860 }, reducedMotion: "reduce" });
context.setDefaultTimeout(60_000);
const page = await context.newPage();
const wait = expect.configure({ timeout: 60_000 });
const faults = [];
page.on("pageerror", (error) => {
  const where = String(error.stack ?? error);
  if (!where.includes("/wails/ipc.js")) faults.push(where); // the dev server's own overlay, which the page's policy stops
});
page.on("console", (message) => {
  if (message.type() === "error") faults.push(message.text());
});

/** The addresses that the program opened in the system's browser so far. */
function browsed() {
  try {
    return readFileSync(BROWSED, "utf8").split("\n").filter(Boolean);
  } catch {
    return [];
  }
}

/** Opens what the program opens next, as the system's browser would, and agrees to everything on the sign-in page. */
async function signIn(begin) {
  const before = browsed().length;
  await begin();
  await wait.poll(() => browsed().length, { message: "the program to open the sign-in page" }).toBeGreaterThan(before);
  const tab = await context.newPage();
  await tab.goto(browsed()[before]);
  for (const box of await tab.locator("input[name=scope]").all()) await box.check();
  for (const box of await tab.locator("input[name=file]").all()) await box.check();
  await tab.getByRole("button", { name: "Continue" }).click();
  await wait(tab.locator("body")).toContainText(/close this/i);
  await tab.close();
}

/** The first minute: sign in to Gmail with a client of one's own, name the campaign, connect the sheet, sync. */
async function first() {
  await page.getByRole("button", { name: "Connect Google" }).click();
  const dialog = page.getByRole("dialog");
  if (!(await dialog.getByPlaceholder(/paste/i).isVisible())) await dialog.getByRole("button", { name: "Use my own Google client" }).click();
  await dialog.getByRole("textbox").first().fill(clientFile);
  await wait(dialog.getByText("A desktop client of project p")).toBeVisible();
  await signIn(() => dialog.getByRole("button", { name: "Sign in in the browser" }).click());

  await page.getByRole("textbox", { name: "Name", exact: true }).fill("Spring radio");
  await page.getByRole("textbox", { name: "Word in the subject" }).fill("SPRING");
  await page.getByRole("textbox", { name: "Contact sheet" }).fill(SHEET);
  await page.getByRole("button", { name: "Create campaign" }).click();

  await page.getByRole("link", { name: "Connections" }).click();
  await page.getByRole("button", { name: "Connect Google Sheets" }).click();
  const sheets = page.getByRole("dialog");
  await signIn(() => sheets.getByRole("button", { name: "Sign in in the browser" }).click());

  await page.getByRole("link", { name: "Dashboard" }).click();
  await page.getByRole("button", { name: /^Sync now/ }).first().click();
  await figures();
  await drawer();
}

/** What the dashboard says of the story, with its pictures. */
async function figures() {
  await wait(page.locator("main")).toContainText("23 sent, 8 replies");
  await wait(page.locator("main")).toContainText("120 total contacts, 5 new");
  await page.screenshot({ path: `${SHOTS}/${step}.png` });
}

async function drawer() {
  await page.getByRole("button", { name: /Replies received/ }).first().click();
  const opened = page.getByRole("dialog");
  await wait(opened).toContainText("Counted");
  await wait(opened).toContainText("same thread, later than the pitch");
  await opened.getByRole("tab", { name: /Left out/ }).click();
  await wait(opened).toContainText(/auto/i);
  await page.screenshot({ path: `${SHOTS}/${step}-drawer.png` });
}

/** After a restart with no network: everything that was read is there, the window says so, and a sync says what is wrong. */
async function offline() {
  await figures();
  await drawer();
  await page.keyboard.press("Escape");
  await page.getByRole("button", { name: /^Sync now/ }).first().click();
  await wait(page.locator("body")).toContainText(/Offline\. Everything here is from/);
  await figures();
}

try {
  await page.goto(address);
  await { first, offline }[step]();
  if (faults.length > 0) throw new Error(`the page complained:\n${faults.join("\n")}`);
} catch (error) {
  await page.screenshot({ path: `${SHOTS}/${step}-failed.png` }).catch(() => {});
  console.log(`${error.message}\n-- the page's faults: ${faults.join("\n") || "none"}\n-- the page shows:\n${await page.locator("body").innerText().catch(() => "nothing")}`);
  process.exitCode = 1;
} finally {
  await browser.close();
}
