import { useSyncExternalStore } from "react";

/** What a key does, and the key that it is unless the person chose another. "mod+" is Ctrl, or Command on a Mac. */
export interface Shortcut {
  id: string;
  part: "everywhere" | "dashboard" | "rows" | "followups";
  key: string;
}

const of = (part: Shortcut["part"], keys: Record<string, string>): Shortcut[] =>
  Object.entries(keys).map(([id, key]) => ({ id, part, key }));

/** Every key that can be chosen anew. A key's meaning is the same wherever it acts. */
export const shortcuts: Shortcut[] = [
  ...of("everywhere", { palette: "mod+k", sync: "mod+r", search: "/", sheet: "?" }),
  ...of("dashboard", { next1: "1", next2: "2", next3: "3", back: "[", forward: "]", table: "t" }),
  ...of("rows", { down: "j", up: "k", open: "g", correct: "n" }),
  ...of("followups", { pick: "x", done: ".", outcome: "o", snooze: "z", draft: "c", undo: "u" }),
];

let chosen: Record<string, string> = {};
const heard = new Set<() => void>();

/** Takes over the person's own keys, by the id of what they do. */
export function setBindings(keys: Record<string, string> | null | undefined): void {
  chosen = keys ?? {};
  for (const one of heard) one();
}

/** The keys chosen, by the id of what they do; changes when they do. */
export function useBindings(): Record<string, string> {
  return useSyncExternalStore(
    (listener) => {
      heard.add(listener);
      return () => heard.delete(listener);
    },
    () => chosen,
  );
}

/** The key that stands for a shortcut now. */
export const keyOf = (s: Shortcut, keys: Record<string, string>) => keys[s.id] ?? s.key;

/** What a pressed key stands for, as the key that the code knows; null where the person gave that key's work to another. */
export function meantBy(pressed: string): string | null {
  const now = shortcuts.find((s) => keyOf(s, chosen) === pressed);
  if (now) return now.key;
  return shortcuts.some((s) => s.key === pressed) ? null : pressed;
}

/** A key as it stands on the keyboard: "K", "Ctrl K", "↓". */
export function capOf(key: string, mod: string): string {
  const bare = key.replace(/^mod\+/, "");
  const cap = bare === " " ? "␣" : bare.length === 1 ? bare.toUpperCase() : bare;
  return (key.startsWith("mod+") ? mod : "") + cap;
}

/** The key for a press, or null for one that cannot be a shortcut: a modifier alone, or a key that moves or leaves. */
export function pressOf(event: Pick<KeyboardEvent, "key" | "ctrlKey" | "metaKey" | "altKey">): string | null {
  const kept = ["Escape", "Enter", "Tab", " ", "ArrowUp", "ArrowDown", "ArrowLeft", "ArrowRight"];
  if (event.altKey || kept.includes(event.key)) return null;
  if (["Control", "Meta", "Shift", "Alt", "AltGraph", "Dead", "CapsLock"].includes(event.key)) return null;
  return event.ctrlKey || event.metaKey ? `mod+${event.key.toLowerCase()}` : event.key;
}
