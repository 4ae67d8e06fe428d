import { useState } from "react";
import { useTranslation } from "react-i18next";
import type { Campaign, Metric } from "../../backend";
import { useLabel } from "../../components/metric/labels";
import { reading } from "../../components/metric/reading";
import { Card } from "../../components/ui/card";
import { Choice } from "../../components/ui/field";
import { useMetrics } from "../../data";
import { useView } from "../../view";
import { useWords } from "../../words";
import { headline } from "../dashboard/groups";

interface PickProps {
  label: string;
  value: string;
  campaigns: Campaign[];
  onChange: (id: string) => void;
}

function Pick({ label, value, campaigns, onChange }: PickProps) {
  return (
    <Choice aria-label={label} value={value} onChange={(e) => onChange(e.target.value)} className="max-w-full">
      {campaigns.map((c) => (
        <option key={c.id} value={c.id}>
          {c.name}
        </option>
      ))}
    </Choice>
  );
}

function Cell({ metric, goal }: { metric: Metric | undefined; goal: number | undefined }) {
  const { t } = useTranslation();
  const words = useWords();
  if (!metric) return <td className="num py-1.5 text-right">—</td>;
  const read = reading(metric, words);
  return (
    <td className="num py-1.5 text-right">
      {read.lead + read.text + read.unit}
      {!read.known && (
        <span className="block font-sans text-xs text-faint">
          {words.said(metric.unknownReason) || t("figure.noReason")}
        </span>
      )}
      {read.known && metric.unit === "%" && !metric.display && metric.base ? (
        <span className="block text-xs text-faint">
          {t("figure.of", { counted: metric.counted, base: metric.base })}
        </span>
      ) : null}
      {goal ? <span className="block text-xs text-faint">{t("goal.short", { goal: words.number(goal) })}</span> : null}
    </td>
  );
}

/** The mail figures of two campaigns side by side. */
export function Compare({ campaigns }: { campaigns: Campaign[] }) {
  const { t } = useTranslation();
  const { campaignId } = useView();
  const label = useLabel();
  const other = campaigns.find((c) => c.id !== campaignId)?.id ?? "";
  const [a, setA] = useState(campaignId);
  const [b, setB] = useState(other);
  const left = useMetrics(a, "").data?.metrics ?? [];
  const right = useMetrics(b, "").data?.metrics ?? [];
  const goals = (id: string) => campaigns.find((c) => c.id === id)?.goals;
  const find = (all: Metric[], key: string) => all.find((m) => m.key === key);
  return (
    <Card title={t("compare.title")} plainTitle>
      <table className="w-full table-fixed text-left text-s">
        <thead>
          <tr>
            <th className="py-1.5 font-medium text-muted">{t("compare.figure")}</th>
            <th className="py-1.5 text-right">
              <Pick label={t("compare.first")} value={a} campaigns={campaigns} onChange={setA} />
            </th>
            <th className="py-1.5 pl-3 text-right">
              <Pick label={t("compare.second")} value={b} campaigns={campaigns} onChange={setB} />
            </th>
          </tr>
        </thead>
        <tbody>
          {headline.map((key) => (
            <tr key={key} className="border-t border-line-soft align-top">
              <td className="py-1.5">{label(find(left, key) ?? find(right, key) ?? { key, label: key })}</td>
              <Cell metric={find(left, key)} goal={goals(a)?.[key]} />
              <Cell metric={find(right, key)} goal={goals(b)?.[key]} />
            </tr>
          ))}
        </tbody>
      </table>
    </Card>
  );
}
