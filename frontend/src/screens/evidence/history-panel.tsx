import { useTranslation } from "react-i18next";
import type { Evidence, HistoryPoint } from "../../backend";
import { reading } from "../../components/metric/reading";
import { Trouble } from "../../components/ui/trouble";
import { useChanges, useHistory } from "../../data";
import { useView } from "../../view";
import { useWords } from "../../words";
import { RowItem } from "./row-item";

/** Only the points where the figure, or what it means, changed. */
function steps(points: HistoryPoint[]): HistoryPoint[] {
  return points.filter((p, i) => {
    const before = points[i - 1];
    return !before || before.value !== p.value || before.definitionVersion !== p.definitionVersion;
  });
}

/** The figure over time, and the rows that moved it last. */
export function HistoryPanel({ evidence }: { evidence: Evidence }) {
  const { t } = useTranslation();
  const words = useWords();
  const { campaignId } = useView();
  const { data: points = [], error } = useHistory(campaignId, evidence.key);
  const changed = steps([...points].sort((a, b) => a.syncId - b.syncId));
  const since = changed.filter((p) => p.syncId > 0).at(-2)?.syncId; // below zero: told by the source, before any sync
  const { data: changes = [] } = useChanges(campaignId, String(since ?? ""), since !== undefined);
  const mine = changes.find((c) => c.key === evidence.key);
  if (error) return <Trouble problem={error} />;
  return (
    <div
      className="scroll-quiet min-h-0 flex-1 overflow-y-auto pr-2"
      tabIndex={0}
      role="region"
      aria-label={t("drawer.history")}
    >
      {mine && (
        <section className="mb-3">
          <h4 className="mb-1 text-s font-semibold">{t("drawer.lastChange")}</h4>
          {[
            ...(mine.added ?? []).map((row) => ({ row, sign: "+" })),
            ...(mine.removed ?? []).map((row) => ({ row, sign: "−" })),
          ]
            .slice(0, 50)
            .map(({ row, sign }) => (
              <div key={sign + row.id} className="grid grid-cols-[16px_minmax(0,1fr)] border-b border-line-soft py-2">
                <span className="num text-muted">
                  <span aria-hidden="true">{sign}</span>
                  <span className="sr-only">{sign === "+" ? t("drawer.added") : t("drawer.removed")}</span>
                </span>
                <RowItem row={row} t={t} words={words} />
              </div>
            ))}
        </section>
      )}
      <table className="w-full text-left text-s">
        <thead className="text-xs text-muted">
          <tr>
            <th className="py-1 font-medium">{t("drawer.sync")}</th>
            <th className="py-1 text-right font-medium">{t("drawer.value")}</th>
          </tr>
        </thead>
        <tbody>
          {changed.toReversed().map((p) => {
            const read = reading({ value: p.value, unit: evidence.unit }, words);
            return (
              <tr key={p.syncId} className="border-t border-line-soft">
                <td className="num py-1.5">{words.moment(p.at)}</td>
                <td className="py-1.5 text-right">
                  <span className="num">{read.text + read.unit}</span>
                  {p.value === null && <span className="block text-xs text-faint">{words.said(p.unknownReason)}</span>}
                  {p.definitionVersion !== evidence.definitionVersion && (
                    <span className="block text-xs text-faint">
                      {t("figure.version", { version: p.definitionVersion })}
                    </span>
                  )}
                </td>
              </tr>
            );
          })}
        </tbody>
      </table>
    </div>
  );
}
