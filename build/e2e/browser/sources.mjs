// The other sources: two are connected with keys, what counts of them is chosen by name, Airtable's calls are given a plan, and
// exports of Spotify for Artists are dropped on the window, looked at, and counted.
import { checkScreen, go, shot, wait } from "./lib.mjs";

const keys = {
  Mailchimp: "5ad0c0ffee5ad0c0ffee5ad0c0ffee55-us21",
  Airtable: "patSpringSample00.5ad0c0ffee5ad0c0ffee5ad0c0ffee5ad0c0ffee5ad0c0ffee5ad0c0ffee5ad0",
};

async function connect(page, title) {
  await page.getByRole("button", { name: `Connect ${title}`, exact: true }).click();
  const dialog = page.getByRole("dialog");
  await dialog.getByRole("radio", { name: "Use a key" }).check({ force: true });
  await dialog.getByLabel(`${title} key`).fill(keys[title]);
  await dialog.getByRole("button", { name: "Connect", exact: true }).click();
  await wait(page.getByRole("region", { name: title })).toBeVisible();
}

/** Drops files on the window as a person would: their bytes, the last of them Latin-1. */
const drop = (page, files) =>
  page.evaluate((list) => {
    const data = new DataTransfer();
    for (const [name, text] of list) data.items.add(new File([Uint8Array.from(text, (c) => c.charCodeAt(0))], name));
    for (const type of ["dragover", "drop"])
      document.querySelector("main").dispatchEvent(new DragEvent(type, { dataTransfer: data, bubbles: true, cancelable: true }));
  }, files);

const day = (ago) => new Date(Date.now() - ago * 86_400_000).toISOString().slice(0, 10);

export default async function sources({ page }) {
  await go(page, "Connections");
  await connect(page, "Mailchimp");
  await connect(page, "Airtable");

  await go(page, "Campaigns");
  await page.getByRole("button", { name: "Edit" }).first().click();
  await page.getByRole("button", { name: "Choose from the list Mailchimp audience" }).click();
  await page.getByRole("combobox", { name: "Mailchimp audience" }).selectOption({ label: "Juno Vale listeners · 1184 subscribers" });
  await page.getByRole("button", { name: "Choose from the list Airtable table" }).click();
  await page.getByLabel("Base", { exact: true }).selectOption({ label: "Bookings" });
  await page.getByLabel("Table", { exact: true }).selectOption({ label: "Spring outreach" });
  await page.getByLabel("Status field").selectOption({ label: "Status" });
  await checkScreen(page, "the campaign's sources");
  await shot(page, "sources-campaign");
  await page.getByRole("button", { name: "Save", exact: true }).click();
  await wait(page.getByRole("heading", { level: 1, name: "Spring" })).toBeVisible();
  // A sync that was under way when the rule was saved still reads by the old one: it is asked for until one begins after it.
  await wait(async () => {
    await page.keyboard.press("Control+r");
    await wait(page.getByRole("region", { name: "Mailchimp" })).toContainText("1,184", { timeout: 3000 });
  }).toPass({ timeout: 60_000 });
  await wait(page.getByRole("region", { name: "Airtable" })).toContainText("46");

  await go(page, "Connections");
  const airtable = page.getByRole("region", { name: "Airtable" });
  await wait(airtable).toContainText(/\d+ of 1,000/);
  await airtable.getByLabel("Calls a month").selectOption({ label: "Team: 100,000 calls" });
  await wait(airtable).toContainText(/\d+ of 100,000/);
  await checkScreen(page, "the connections");
  await shot(page, "sources-connections");

  await go(page, "Activity");
  const audience = ["date,listeners,monthly listeners,streams", ...[4, 3, 2].map((n) => `${day(n)},120,${8400 - n},310`)].join("\n");
  await drop(page, [
    ["audience.csv", audience],
    ["songs.csv", "song,listeners,streams\nNight Bus Home,80,210\n"],
    ["double.csv", `date,streams\n${day(3)},4\n${day(3)},5\n`],
    ["latin.csv", "song,listeners,streams\nK\u00e4the,8,21\n"],
  ]);
  const preview = page.getByRole("region", { name: "What is in these 4 files" });
  await wait(preview).toContainText("3 rows are new or say something new");
  await wait(preview).toContainText("Row 3 has the date");
  await wait(preview).toContainText("UTF-8");
  await preview.getByLabel("First day").fill(day(30));
  await preview.getByLabel("Last day").fill(day(2));
  await wait(preview.getByRole("button", { name: "Let 2 of 4 files count" })).toBeEnabled();
  await checkScreen(page, "the import");
  await shot(page, "sources-import");
  await preview.getByRole("button", { name: "Let 2 of 4 files count" }).click();
  const held = page.getByRole("region", { name: "Imported files" });
  await wait(held).toContainText("audience.csv");
  await wait(held).toContainText("songs.csv");
  await wait(page.getByRole("region", { name: "2 files were not taken" })).toContainText("latin.csv");
  await go(page, "Dashboard");
  await wait(page.getByRole("region", { name: "Spotify" })).toContainText("8,398");
  await shot(page, "sources-dashboard");
}
