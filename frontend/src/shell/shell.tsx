import { type ReactNode, useState } from "react";
import { useTranslation } from "react-i18next";
import { cx } from "../components/ui/cx";
import { useKeys } from "../keys";
import { EvidenceDrawer } from "../screens/evidence/drawer";
import { useView } from "../view";
import { OfflineBar, Stripe } from "./bars";
import { Sidebar } from "./sidebar";
import { StatusBar } from "./status-bar";
import { useSync } from "./use-sync";

/** The frame around every screen. */
export function Shell({ children }: { children: ReactNode }) {
  const { t } = useTranslation();
  const { at } = useView();
  const { start } = useSync();
  const [, setPalette] = useState(false);
  useKeys({
    "mod+r": () => start(),
    "mod+k": () => setPalette((open) => !open),
  });
  return (
    <div className="flex h-full flex-col">
      <a href="#main" className="sr-only focus:not-sr-only" onClick={(e) => (e.preventDefault(), document.getElementById("main")?.focus())}>
        {t("nav.skip")}
      </a>
      <Stripe />
      <OfflineBar />
      <div className="grid min-h-0 flex-1 grid-cols-[212px_minmax(0,1fr)] grid-rows-[minmax(0,1fr)_auto] max-[860px]:grid-cols-[56px_minmax(0,1fr)]">
        <Sidebar />
        <main
          id="main"
          tabIndex={-1}
          className={cx("scroll-quiet relative min-w-0 overflow-y-auto outline-none", at !== "" && "shadow-[inset_0_0_0_3px_var(--color-info)]")}
        >
          {children}
        </main>
        <StatusBar onPalette={() => setPalette(true)} />
      </div>
      <EvidenceDrawer />
    </div>
  );
}
