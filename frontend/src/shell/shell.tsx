import { type ReactNode, useEffect, useState } from "react";
import { useTranslation } from "react-i18next";
import { useLocation } from "wouter";
import { backend, on, supports } from "../backend";
import { cx } from "../components/ui/cx";
import { useKeys } from "../keys";
import { afterPaint } from "../paint";
import { useRest } from "../screens/rest";
import { useView } from "../view";
import { OfflineBar, Stripe } from "./bars";
import { screens } from "./screens";
import { Sidebar } from "./sidebar";
import { StatusBar } from "./status-bar";
import { useCue } from "./use-cue";
import { useDrop } from "./use-drop";
import { useHints } from "./use-hints";
import { useSync } from "./use-sync";

/** Puts the cursor into the screen's own search, or goes to the one screen that finds people. */
function search(go: (path: string) => void): void {
  const field = document.querySelector<HTMLInputElement>("main input[type=search]");
  if (field) field.focus();
  else go("/contacts");
}

/** The frame around every screen. */
export function Shell({ children }: { children: ReactNode }) {
  const { t } = useTranslation();
  const { at, open } = useView();
  const { start } = useSync();
  const [path, go] = useLocation();
  const [over, setOver] = useState<"palette" | "keys" | "note" | null>(null);
  const rest = useRest(over !== null || open !== "");
  useCue();
  useDrop();
  useHints();
  useKeys({
    "mod+r": () => start(),
    "mod+k": () => setOver(over === "palette" ? null : "palette"),
    "/": () => search(go),
    "?": () => setOver("keys"),
  });
  useEffect(() => {
    const tell = () => void backend.seen(!document.hidden).catch(() => {});
    if (!supports("Seen")) return;
    if (document.hidden) tell();
    else afterPaint(tell);
    document.addEventListener("visibilitychange", tell);
    return () => document.removeEventListener("visibilitychange", tell);
  }, []);
  useEffect(() => on("navigate", ({ screen }) => go(screens().find((s) => s.name === screen)?.path ?? "/")), [go]);
  // biome-ignore lint/correctness/useExhaustiveDependencies: a new screen begins at its top
  useEffect(() => {
    // Newer engines answer scrollTo with a promise: it must not become the effect's clean-up.
    document.getElementById("main")?.scrollTo?.(0, 0);
  }, [path]);
  return (
    <div className="flex h-full flex-col">
      <button
        type="button"
        className="sr-only focus:not-sr-only focus:absolute focus:z-50 focus:rounded-m focus:bg-raised focus:px-3 focus:py-2"
        onClick={() => document.getElementById("main")?.focus()}
      >
        {t("nav.skip")}
      </button>
      <Stripe />
      <OfflineBar />
      <div className="grid min-h-0 flex-1 grid-cols-[212px_minmax(0,1fr)] grid-rows-[minmax(0,1fr)_auto] max-[860px]:grid-cols-[56px_minmax(0,1fr)]">
        <Sidebar />
        <main
          id="main"
          tabIndex={-1}
          className={cx(
            "scroll-quiet relative min-w-0 overflow-y-auto outline-none",
            at !== "" && "bg-info/5 shadow-[inset_0_0_0_3px_var(--color-info)]",
          )}
        >
          {children}
        </main>
        <StatusBar onPalette={() => setOver("palette")} />
      </div>
      {rest && (
        <>
          <rest.EvidenceDrawer />
          {over === "palette" && (
            <rest.Palette onClose={() => setOver(null)} onKeys={() => setOver("keys")} onNote={() => setOver("note")} />
          )}
          {over === "note" && <rest.NoteDialog onClose={() => setOver(null)} />}
          {over === "keys" && <rest.KeysSheet onClose={() => setOver(null)} />}
        </>
      )}
    </div>
  );
}
