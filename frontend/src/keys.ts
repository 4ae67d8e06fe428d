import { useEffect, useRef, useSyncExternalStore } from "react";
import { meantBy } from "./shortcuts";

/** What to do for a key: "j", "[", or with "mod+" for Ctrl or Command. The person may have chosen another in its place. */
export type KeyMap = Record<string, (event: KeyboardEvent) => void>;

const STORED = "mixdown.single-keys";
const heard = new Set<() => void>();

function singleKeysOn(): boolean {
  return localStorage.getItem(STORED) !== "off";
}

/** Whether keys without Ctrl or Command act. People who speak to their computer switch them off. */
export function useSingleKeys(): [boolean, (on: boolean) => void] {
  const on = useSyncExternalStore((listener) => {
    heard.add(listener);
    return () => heard.delete(listener);
  }, singleKeysOn);
  return [
    on,
    (next) => {
      localStorage.setItem(STORED, next ? "on" : "off");
      for (const one of heard) one();
    },
  ];
}

function typing(target: EventTarget | null): boolean {
  if (!(target instanceof HTMLElement)) return false;
  if (target.isContentEditable || target.closest("[role=menu],[role=listbox]")) return true;
  if (target instanceof HTMLInputElement) return !["checkbox", "radio", "range", "button"].includes(target.type);
  return target instanceof HTMLTextAreaElement || target instanceof HTMLSelectElement;
}

/** Listens to keys while mounted. Single keys rest while somebody types, or while a dialog is open that they are not for. */
export function useKeys(map: KeyMap, options: { enabled?: boolean; inDialog?: boolean } = {}): void {
  const latest = useRef(map);
  latest.current = map;
  const { enabled = true, inDialog = false } = options;
  useEffect(() => {
    if (!enabled) return;
    const press = (event: KeyboardEvent) => {
      if (event.defaultPrevented || event.altKey || event.isComposing) return;
      const mod = event.ctrlKey || event.metaKey;
      const meant = meantBy(mod ? `mod+${event.key.toLowerCase()}` : event.key);
      const act = meant === null ? undefined : latest.current[meant];
      if (!act) return;
      if (!mod) {
        if (typing(event.target) || !singleKeysOn()) return;
        if (!inDialog && document.querySelector("[role=dialog],[role=alertdialog]")) return;
      }
      event.preventDefault();
      act(event);
    };
    window.addEventListener("keydown", press);
    return () => window.removeEventListener("keydown", press);
  }, [enabled, inDialog]);
}

/** The name of the key beside Ctrl shortcuts on this machine. */
export function modName(platform: string): string {
  return platform === "darwin" ? "⌘" : "Ctrl ";
}
