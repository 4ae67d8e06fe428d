import type { QueryClient } from "@tanstack/react-query";
import { backend, type First, firstOf } from "./backend";

/** What the program put into the page's file; undefined where it could not, and on a page that it does not serve. */
export function firstInPage(): First | undefined {
  const data = document.getElementById("first");
  data?.remove(); // it is true at the start only
  return data?.textContent ? firstOf(JSON.parse(data.textContent)) : undefined;
}

/** Holds the first answers, as if each had been asked for. */
export function holdFirst(client: QueryClient, { boot, metrics }: First): void {
  client.setQueryData(["boot"], boot);
  client.setQueryData(["status"], boot.status);
  client.setQueryData(["progress"], boot.status.running);
  if (metrics) client.setQueryData(["metrics", boot.campaignId, ""], metrics);
}

/** How long the first screen waits to be whole, in milliseconds; what takes longer is waited for with the mark of the program. */
const PATIENCE = 300;

/**
 * Sees to it that what the first screen shows is there before anything is drawn: drawn once with its figures it is there sooner
 * than drawn without, and again. Resolves when the answers are there, when they take too long, and when they fail: the screen
 * says why.
 */
export async function firstAnswers(client: QueryClient, inPage: First | undefined): Promise<void> {
  if (inPage) return holdFirst(client, inPage);
  const asked = backend.first().then((first) => holdFirst(client, first));
  await Promise.race([asked.catch(() => {}), new Promise((done) => setTimeout(done, PATIENCE))]);
}
