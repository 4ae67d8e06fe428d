import { createContext, useContext } from "react";
import type { Change, SyncTick } from "../../backend";

/** With what a change is compared: the last sync before today, or the one before. */
export interface Since {
  /** "since yesterday". */
  words: string;
  /** What moved since then, with its rows; null while that is not known. */
  changes: Change[] | null;
}

export const SinceContext = createContext<Since>({ words: "", changes: null });

export const useSince = () => useContext(SinceContext);

/** The sync that today is compared with: the last one before today, else the first of today that has a later one. */
export function sinceTick(syncs: SyncTick[], now: number): SyncTick | undefined {
  const today = new Date(now).setHours(0, 0, 0, 0);
  const before = syncs.slice(0, -1);
  return before.findLast((s) => Date.parse(s.at) < today) ?? before[0];
}
