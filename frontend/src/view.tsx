import { createContext, type ReactNode, useCallback, useContext, useMemo, useState } from "react";
import type { Boot, Campaign } from "./backend";

export type Tab = "counted" | "excluded" | "definition" | "history";

export type Span = "campaign" | "7d" | "all";

/** Which campaign is looked at, as of when, and which figure is open. */
interface View {
  boot: Boot;
  campaign: Campaign | undefined;
  campaignId: string;
  /** "" for now, or the number of a past sync. */
  at: string;
  setAt: (at: string) => void;
  /** Of which days figures are: the campaign's, the last seven, or all. */
  span: Span;
  setSpan: (span: Span) => void;
  /** What figures are asked for: the moment, and the days where they are not the campaign's. */
  asked: string;
  open: string;
  /** The tab that the open figure starts with. */
  openTab: Tab;
  openFigure: (key: string, tab?: Tab) => void;
  closeFigure: () => void;
}

const Context = createContext<View | null>(null);

export function ViewProvider({ boot, children }: { boot: Boot; children: ReactNode }) {
  const [at, setAt] = useState("");
  const [span, setSpan] = useState<Span>("campaign");
  const [[open, openTab], setOpen] = useState<[string, Tab]>(["", "counted"]);
  const campaignId = boot.campaignId;
  const closeFigure = useCallback(() => setOpen(["", "counted"]), []);
  const openFigure = useCallback((key: string, tab: Tab = "counted") => setOpen([key, tab]), []);
  const view = useMemo(
    () => ({
      boot,
      campaignId,
      campaign: boot.campaigns?.find((c) => c.id === campaignId),
      at,
      setAt,
      span,
      setSpan,
      asked: span === "campaign" ? at : `${at}@${span}`,
      open,
      openTab,
      openFigure,
      closeFigure,
    }),
    [boot, campaignId, at, span, open, openTab, openFigure, closeFigure],
  );
  return <Context value={view}>{children}</Context>;
}

export function useView(): View {
  const view = useContext(Context);
  if (!view) throw new Error("useView outside ViewProvider");
  return view;
}
