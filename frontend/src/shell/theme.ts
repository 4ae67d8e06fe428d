import { useEffect, useSyncExternalStore } from "react";
import type { Settings } from "../backend";

type Shown = "dark" | "light" | "contrast";

function shown(theme: Settings["theme"]): Shown {
  if (theme !== "system") return theme;
  if (matchMedia("(prefers-contrast: more)").matches) return "contrast";
  return matchMedia("(prefers-color-scheme: light)").matches ? "light" : "dark";
}

/** Puts a theme on the page. */
export function wear(theme: Settings["theme"]): void {
  document.documentElement.dataset.theme = shown(theme);
}

/** Puts the chosen theme on the page, and follows the system when that was chosen. */
export function useTheme(theme: Settings["theme"]): void {
  useEffect(() => {
    const apply = () => wear(theme);
    apply();
    const queries = [matchMedia("(prefers-color-scheme: light)"), matchMedia("(prefers-contrast: more)")];
    for (const q of queries) q.addEventListener("change", apply);
    return () => {
      for (const q of queries) q.removeEventListener("change", apply);
    };
  }, [theme]);
}

const watchTheme = (heard: () => void) => {
  const watch = new MutationObserver(heard);
  watch.observe(document.documentElement, { attributeFilter: ["data-theme"] });
  return () => watch.disconnect();
};

/** The theme that the page wears now, for what is drawn and cannot follow the stylesheet. */
export function useThemeName(): string {
  return useSyncExternalStore(watchTheme, () => document.documentElement.dataset.theme ?? "dark");
}
