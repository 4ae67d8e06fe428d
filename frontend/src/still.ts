import { type QueryClient, useQueryClient } from "@tanstack/react-query";
import { useEffect } from "react";
import { type Boot, backend, type First, type MetricsAnswer, type Status, supports } from "./backend";
import i18next from "./i18n";
import { own } from "./screens/dashboard/groups";

// A still is the first screen as it was last drawn. The program keeps it and opens the window with it when the figures are still
// the same. What moves with the clock alone ("2 min ago") must not be seen in it, and what comes with a later answer is not in
// the first screen either; the elements say so themselves:
//   data-moving         keeps its place, unseen
//   data-later          is not there
//   data-later="inside" is there, empty
//   data-later="line"   is there, one line high

/** How long nothing may have moved before the screen is kept, in milliseconds. */
const QUIET = 2_000;

/** The first screen's markup as a still. */
export function stillOf(root: HTMLElement): string {
  const copy = root.cloneNode(true) as HTMLElement;
  for (const part of copy.querySelectorAll("[data-later]")) {
    const kind = part.getAttribute("data-later");
    if (kind === "line") part.textContent = "\u00a0";
    else if (kind === "inside") part.replaceChildren();
    else part.remove();
  }
  for (const part of copy.querySelectorAll("[data-moving]")) part.classList.add("invisible");
  for (const part of copy.querySelectorAll("[style]")) part.removeAttribute("style"); // the page's policy takes none from a file
  return copy.innerHTML;
}

/** What the seal is of, as one text: the answers without what moves by the clock. */
function drawnOf({ status: _, ...boot }: Boot, s: Status, metrics: MetricsAnswer | null): string {
  const counts = [s.due, s.yourTurn, s.conflicts, s.outbox, s.hosts, s.mirror, s.offline];
  const sources = s.sources.map((c) => [c.provider, c.account, c.status, c.live, c.unread]);
  const figures = metrics?.metrics?.map((m) => (own.has(m.key) ? null : { ...m, freshAt: null }));
  return JSON.stringify([boot, counts, sources, metrics?.message, figures]);
}

/** Whether the screen draws just the answers that the seal is of. */
function shows(client: QueryClient, { boot, metrics }: First): boolean {
  const held = [["boot"], ["status"], ["metrics", boot.campaignId, ""]].map((key) => client.getQueryData(key));
  return (
    held.every(Boolean) && drawnOf(...(held as [Boot, Status, MetricsAnswer])) === drawnOf(boot, boot.status, metrics)
  );
}

let tried = "";

async function keep(client: QueryClient, stands: () => boolean): Promise<void> {
  const first = await backend.first();
  if (first.still || first.seal === tried || !first.metrics || !stands()) return;
  const root = document.getElementById("root");
  // Where something moved meanwhile it is asked for anew, and the screen comes to rest once more.
  if (!root || client.isFetching() > 0 || !shows(client, first)) return;
  tried = first.seal;
  const { lang: language, dataset } = document.documentElement;
  await backend.keepStill({ seal: first.seal, theme: dataset.theme ?? "dark", language, html: stillOf(root) });
}

/** Keeps the first screen for the next start each time that it has changed and come to rest, while it `stands` there. */
export function useStill(stands: boolean): void {
  const client = useQueryClient();
  useEffect(() => {
    if (!stands || !supports("KeepStill")) return;
    let timer: ReturnType<typeof setTimeout> | undefined;
    let here = true;
    const wait = () => {
      clearTimeout(timer);
      timer = setTimeout(() => void keep(client, () => here).catch(() => {}), QUIET); // without one the window opens as it can
    };
    const stop = client.getQueryCache().subscribe((e) => {
      if (e.type === "updated" && e.action.type === "success") wait();
    });
    i18next.on("languageChanged", wait);
    wait();
    return () => {
      here = false;
      clearTimeout(timer);
      stop();
      i18next.off("languageChanged", wait);
    };
  }, [client, stands]);
}
