import { useEffect, useSyncExternalStore } from "react";

// The window opens on the dashboard; everything else of the page is one file that is read once the first figures are on the
// screen, or at once where it is asked for before. A list of files of their own, one a screen, was larger in all.

type Rest = typeof import("./others");

let rest: Rest | undefined;
let reading: Promise<Rest> | undefined;
const waiting = new Set<() => void>();

/** Reads the rest of the page. It comes from the program itself, in a few milliseconds. */
export function readRest(): Promise<Rest> {
  reading ??= import("./others").then((found) => {
    rest = found;
    for (const tell of waiting) tell();
    return found;
  });
  return reading;
}

function subscribe(tell: () => void): () => void {
  waiting.add(tell);
  return () => waiting.delete(tell);
}

/** The rest of the page; undefined until it is read, which begins now where it is wanted. */
export function useRest(wanted = false): Rest | undefined {
  useEffect(() => {
    if (wanted) void readRest();
  }, [wanted]);
  return useSyncExternalStore(subscribe, () => rest);
}
