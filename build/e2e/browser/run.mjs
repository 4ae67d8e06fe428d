// Drives the window's page in Chromium on the dev build, which lets a browser call the real program:
//
//	node run.mjs STEP,STEP… ADDRESS
//
// The environment names CHROMIUM, BROWSED (the file where the program's calls of the system's browser are noted), CONTROL (the
// sandbox's control address), SHEET and SHOTS (a folder for pictures). It ends with 0, or with what it waited for.
import { open, shot } from "./lib.mjs";

const [names, address] = process.argv.slice(2);
const { page, faults, crossed, ...rest } = await open(address);
let at = "open";
try {
  for (at of names.split(",")) {
    const begun = Date.now();
    const { default: step } = await import(`./${at}.mjs`);
    await step({ page, faults, ...rest });
    console.log(`${at}: ${((Date.now() - begun) / 1000).toFixed(1)} s`);
  }
  if (crossed() < 1000) throw new Error(`only ${crossed()} bytes crossed: the watch saw nothing`);
  if (faults.length > 0) throw new Error(`the page complained:\n${faults.join("\n")}`);
} catch (error) {
  await shot(page, `${at}-failed`).catch(() => {});
  const shown = await page.locator("body").innerText().catch(() => "nothing");
  console.log(`${at}: ${error.message}\n-- the page's faults: ${faults.join("\n") || "none"}\n-- the page shows:\n${shown}`);
  process.exitCode = 1;
} finally {
  await rest.browser.close();
}
