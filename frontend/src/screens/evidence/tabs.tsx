import { useTranslation } from "react-i18next";
import type { Evidence } from "../../backend";
import { Tabs } from "../../components/ui/tabs";
import { useView } from "../../view";
import { useWords } from "../../words";
import { HistoryPanel } from "./history-panel";
import { RowsPanel } from "./rows-panel";

/** The rows behind a figure: what counts, of what, what was left out, what it means, and how it came here. */
export function EvidenceTabs({ evidence, label }: { evidence: Evidence; label: string }) {
  const { t } = useTranslation();
  const words = useWords();
  const { openTab } = useView();
  const lists = [
    { name: "counted", rows: evidence.counted ?? [] },
    { name: "base", rows: evidence.base ?? [] },
    { name: "excluded", rows: evidence.excluded ?? [] },
  ].map((l) => ({
    name: l.name,
    label: (
      <>
        {t(`drawer.${l.name}`)}{" "}
        <b className="num ml-0.5 text-xs font-semibold text-faint">{words.number(l.rows.length)}</b>
      </>
    ),
    panel: () => (
      <RowsPanel
        name={`${evidence.key}-${l.name}`}
        label={`${label}: ${t(`drawer.${l.name}`)}`}
        rows={l.rows}
        none={
          l.name === "counted"
            ? words.said(evidence.unknownReason) || t("drawer.none_counted")
            : t(`drawer.none_${l.name}`)
        }
      />
    ),
  }));
  const definition = () => (
    <>
      <p className="max-w-prose">{words.defined(evidence)}</p>
      <p className="text-s text-faint">{t("drawer.versioned", { version: evidence.definitionVersion })}</p>
    </>
  );
  return (
    <Tabs
      label={t("drawer.tabs")}
      first={openTab}
      tabs={[
        ...lists,
        { name: "definition", label: t("drawer.definition"), panel: definition },
        { name: "history", label: t("drawer.history"), panel: () => <HistoryPanel evidence={evidence} /> },
      ]}
    />
  );
}
