import { Tabs } from "@base-ui/react/tabs";
import { useTranslation } from "react-i18next";
import type { Evidence } from "../../backend";
import { useView } from "../../view";
import { useWords } from "../../words";
import { HistoryPanel } from "./history-panel";
import { RowsPanel } from "./rows-panel";

const tab =
  "hit border-b-2 border-transparent px-2.5 py-1.5 text-s text-muted hover:text-text data-active:border-accent data-active:text-text";
const panel = "flex min-h-0 flex-1 flex-col gap-3 outline-none";

/** The rows behind a figure: what counts, of what, what was left out, what it means, and how it came here. */
export function EvidenceTabs({ evidence, label }: { evidence: Evidence; label: string }) {
  const { t } = useTranslation();
  const words = useWords();
  const { openTab } = useView();
  const lists = [
    { name: "counted", rows: evidence.counted ?? [] },
    { name: "base", rows: evidence.base ?? [] },
    { name: "excluded", rows: evidence.excluded ?? [] },
  ];
  return (
    <Tabs.Root defaultValue={openTab} className="flex min-h-0 flex-1 flex-col gap-3">
      <Tabs.List className="flex flex-wrap gap-x-1 border-b border-line" aria-label={t("drawer.tabs")}>
        {lists.map((l) => (
          <Tabs.Tab key={l.name} value={l.name} className={tab}>
            {t(`drawer.${l.name}`)}{" "}
            <b className="num ml-0.5 text-xs font-semibold text-faint">{words.number(l.rows.length)}</b>
          </Tabs.Tab>
        ))}
        <Tabs.Tab value="definition" className={tab}>
          {t("drawer.definition")}
        </Tabs.Tab>
        <Tabs.Tab value="history" className={tab}>
          {t("drawer.history")}
        </Tabs.Tab>
      </Tabs.List>
      {lists.map((l) => (
        <Tabs.Panel key={l.name} value={l.name} className={panel}>
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
        </Tabs.Panel>
      ))}
      <Tabs.Panel value="definition" className={panel}>
        <p className="max-w-prose">{words.defined(evidence)}</p>
        <p className="text-s text-faint">{t("drawer.versioned", { version: evidence.definitionVersion })}</p>
      </Tabs.Panel>
      <Tabs.Panel value="history" className={panel}>
        <HistoryPanel evidence={evidence} />
      </Tabs.Panel>
    </Tabs.Root>
  );
}
