import { useSyncExternalStore } from "react";

const STEP = 15_000;
const heard = new Set<() => void>();
let now = Date.now();
let timer: ReturnType<typeof setInterval> | undefined;

function subscribe(listener: () => void): () => void {
  heard.add(listener);
  timer ??= setInterval(() => {
    now = Date.now();
    for (const one of heard) one();
  }, STEP);
  return () => {
    heard.delete(listener);
    if (heard.size === 0) {
      clearInterval(timer);
      timer = undefined;
    }
  };
}

/** The present moment, ticking, so that "2 min ago" stays true while nobody touches the window. */
export function useNow(): number {
  return useSyncExternalStore(subscribe, () => now);
}
