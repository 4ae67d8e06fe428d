// Takes the pictures of docs/screens: every screen and state, on the sample that the page tells by itself. `make screens` builds
// the page and runs it; arguments name the pictures to take, all without any.
import { execFileSync } from "node:child_process";
import { existsSync, mkdirSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { chromium } from "@playwright/test";
import { preview } from "vite";

const out = fileURLToPath(new URL("../../docs/screens/", import.meta.url));
const wanted = process.argv.slice(2);

/** The same day and hour whenever the pictures are taken, so that only what changed differs. */
const now = new Date("2026-11-26T14:42:00");

const press = (name) => (page) => page.getByRole("button", { name }).first().click();
const client = JSON.stringify({ installed: { client_id: "x.apps.googleusercontent.com", project_id: "radio-471203" } });

/** Google's dialog with the client given and the browser open. */
async function toBrowser(page) {
  await page.getByRole("textbox", { name: /paste/ }).fill(client);
  await page.getByRole("button", { name: "Sign in in the browser" }).click();
  await page.getByText("Your browser is open").waitFor();
}

async function lookUp(page) {
  await toBrowser(page);
  await page.getByRole("button", { name: /shows an error/ }).click();
  await page.getByLabel("What does the page say?").fill("Error 400: redirect_uri_mismatch");
  await page.getByText(/Google needs a Desktop client/).waitFor();
}

async function rule(page) {
  await toBrowser(page);
  await page.getByLabel("Name", { exact: true }).fill("Spring radio");
  await page.getByText("23 messages to 21 people").waitFor();
}

async function sheet(page) {
  await rule(page);
  await page.getByRole("button", { name: "Create campaign" }).click();
  await page
    .getByRole("textbox", { name: "Paste a sheet's address" })
    .fill("https://docs.google.com/spreadsheets/d/1BxiMVs0");
  await page.getByRole("button", { name: "Read it" }).click();
  await page.getByRole("button", { name: "Sign in in the browser" }).click();
  await page.getByText("120 contacts").waitFor();
}

/** Some syncs back. */
async function back(page) {
  for (let i = 0; i < 6; i += 1) await page.keyboard.press("[");
  await page.getByText("You are looking at").waitFor();
}

/** A part of the page that stands further down. */
const to = (role, name) => (page) => page.getByRole(role, { name }).evaluate((part) => part.scrollIntoView());

async function about(page) {
  await page.getByRole("button", { name: "Check every part" }).click();
  await page.getByText("whole, schema").waitFor();
  await to("region", "About")(page);
}

/** High contrast, chosen as a person chooses it, and back to the screen. */
async function contrast(page) {
  const screen = await page.evaluate(() => window.location.hash);
  await page.evaluate(() => {
    window.location.hash = "#/settings";
  });
  await page.getByRole("radio", { name: "High contrast" }).check();
  await page.evaluate((hash) => {
    window.location.hash = hash;
  }, screen);
  await page.getByRole("heading", { level: 1 }).waitFor();
}

// name: [path, scene, what is done first, light too]
const screens = {
  welcome: ["/", "none", undefined, true],
  "first-google": ["/start/google", "none", undefined, true],
  "first-waiting": ["/start/google", "none", lookUp],
  "first-rule": ["/start/google", "none", rule],
  "first-sheet": ["/start/google", "none", sheet],
  "first-file": ["/start/file", "none"],
  dashboard: ["/", "sample", undefined, true],
  "dashboard-so-far": ["/", "syncing"],
  "dashboard-unsynced": ["/", "unsynced"],
  "dashboard-unconnected": ["/", "unconnected"],
  "dashboard-partial": ["/", "signin"],
  "dashboard-offline": ["/", "offline"],
  "dashboard-error": ["/", "broken"],
  "dashboard-unknown": ["/", "mailonly"],
  "dashboard-hostile": ["/", "hostile"],
  "dashboard-past": ["/", "sample", back],
  drawer: ["/", "sample", press(/^Replies received|Replies received/), true],
  palette: ["/", "sample", (page) => page.keyboard.press("Control+k")],
  keys: ["/", "sample", (page) => page.keyboard.press("?")],
  "follow-ups": ["/follow-ups", "sample", undefined, true],
  "follow-ups-empty": ["/follow-ups", "calm"],
  contacts: ["/contacts", "sample", undefined, true],
  "contacts-many": ["/contacts", "many"],
  "contacts-empty": ["/contacts", "unsynced"],
  conflicts: ["/conflicts", "sample", undefined, true],
  "conflicts-empty": ["/conflicts", "calm"],
  connections: ["/connections", "sample", undefined, true],
  "connections-trouble": ["/connections", "signin"],
  "connections-hostile": ["/connections", "hostile"],
  "connections-connect": ["/connections", "unconnected", press("Connect Mailchimp")],
  "connections-disconnect": ["/connections", "sample", press("Disconnect")],
  "connections-empty": ["/connections", "unconnected"],
  activity: ["/activity", "sample", undefined, true],
  "activity-empty": ["/activity", "unsynced"],
  campaigns: ["/campaigns", "sample"],
  "new-campaign": ["/campaigns/new", "sample"],
  compare: ["/campaigns", "sample", to("region", "Side by side")],
  "contacts-columns": ["/contacts", "sample", press("Columns")],
  "contacts-outbox": ["/contacts", "sample", (page) => page.getByText(/^Outbox \(/).click()],
  import: ["/import", "sample", undefined, true],
  settings: ["/settings", "sample", undefined, true],
  "settings-mirror": ["/settings", "sample", to("region", "Mirror")],
  "settings-data": ["/settings", "sample", to("region", "Your data")],
  "settings-about": ["/settings", "sample", about],
  "dashboard-contrast": ["/", "sample", contrast],
  "contacts-contrast": ["/contacts", "sample", contrast],
};

/** At 200 % zoom a window of 1280 by 860 has room for half as much. */
const zoomed = ["dashboard", "follow-ups", "connections", "first-google"];

async function take(browser, name, [path, scene, act], colorScheme, zoom) {
  const viewport = zoom === 2 ? { width: 720, height: 480 } : { width: 1280, height: 860 };
  const context = await browser.newContext({
    viewport,
    deviceScaleFactor: zoom,
    colorScheme,
    reducedMotion: "reduce",
    locale: "en-GB",
  });
  const page = await context.newPage();
  await page.clock.setFixedTime(now);
  await page.goto(`${address}?scene=${scene}#${path}`);
  await page.getByRole("heading", { level: 1 }).waitFor();
  await page.evaluate(() => document.fonts.ready);
  if (act) await act(page);
  await page.waitForFunction(
    () => document.querySelectorAll(".skeleton").length === 0 && !document.querySelector("[aria-busy=true]"),
  );
  await page.screenshot({ path: `${out}${name}.png` });
  await context.close();
  console.log(name);
}

const server = await preview({ preview: { port: 47680, host: "127.0.0.1" }, logLevel: "error" });
const address = server.resolvedUrls.local[0];
const executablePath = ["/usr/bin/chromium", "/usr/bin/google-chrome"].find(existsSync);
const browser = await chromium.launch({
  executablePath,
  args: ["--no-sandbox", "--disable-gpu", "--font-render-hinting=none"],
});
mkdirSync(out, { recursive: true });
let failed = 0;
try {
  for (const [name, screen] of Object.entries(screens)) {
    const pictures = [[`${name}-dark`, "dark", 1]];
    if (screen[3]) pictures.push([`${name}-light`, "light", 1]);
    if (zoomed.includes(name)) pictures.push([`${name}-200`, "dark", 2]);
    for (const [file, scheme, zoom] of pictures) {
      if (wanted.length > 0 && !wanted.some((w) => file.startsWith(w))) continue;
      await take(browser, file, screen, scheme, zoom).catch((error) => {
        failed += 1;
        console.error(`${file}: ${error.message.split("\n")[0]}`);
      });
    }
  }
} finally {
  await browser.close();
  await server.close();
}
try {
  execFileSync("pngquant", ["--force", "--ext", ".png", "--skip-if-larger", "--quality", "70-95", ...pngs()]);
} catch (error) {
  if (error.code === "ENOENT") console.error("The pictures stay large: apt-get install pngquant makes them a third.");
}
process.exitCode = failed > 0 ? 1 : 0;

function pngs() {
  return Object.keys(screens)
    .flatMap((name) => ["dark", "light", "200"].map((kind) => `${out}${name}-${kind}.png`))
    .filter((file) => existsSync(file) && (wanted.length === 0 || wanted.some((w) => file.startsWith(out + w))));
}
