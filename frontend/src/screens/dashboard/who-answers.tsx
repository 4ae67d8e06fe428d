import { useState } from "react";
import { useTranslation } from "react-i18next";
import type { Split } from "../../backend";
import { Card } from "../../components/ui/card";
import { Segment } from "../../components/ui/segment";
import { Trouble } from "../../components/ui/trouble";
import { useSplits } from "../../data";
import { useView } from "../../view";

/** Groups smaller than this show counts, no per cent. */
const RATE_BASE = 20;
const SHOWN = 7;

function Bar({ split }: { split: Split }) {
  const { t } = useTranslation();
  const name = split.name === "(blank)" ? t("common.blank") : split.name;
  const share = split.of > 0 ? Math.min(1, split.replied / split.of) : 0;
  return (
    <li className="grid grid-cols-[minmax(60px,92px)_1fr_auto] items-center gap-2.5 text-s text-muted">
      <bdi className="truncate" title={name}>
        {name}
      </bdi>
      <span aria-hidden="true" className="block h-2 overflow-hidden rounded-s bg-line-soft">
        <span className="block h-full rounded-s bg-tracker" style={{ width: `${share * 100}%` }} />
      </span>
      <span className="num min-w-16 text-right text-[0.72rem] text-text">
        {t("figure.of", { counted: split.replied, base: split.of })}
        {split.of >= RATE_BASE && ` · ${Math.round(share * 100)}%`}
      </span>
    </li>
  );
}

export function WhoAnswers() {
  const { t } = useTranslation();
  const { campaignId, asked } = useView();
  const [by, setBy] = useState<"byRole" | "byOutlet">("byRole");
  const { data, error } = useSplits(campaignId, asked);
  const all = [...(data?.[by] ?? [])].sort((a, b) => b.replied - a.replied || b.of - a.of);
  const options = [
    { value: "byRole" as const, label: t("who.role") },
    { value: "byOutlet" as const, label: t("who.outlet") },
  ];
  return (
    <Card
      title={t("who.title")}
      plainTitle
      note={t("who.people")}
      side={<Segment label={t("who.by")} value={by} options={options} onChange={setBy} />}
    >
      {error && <Trouble problem={error} />}
      <ul className="grid gap-1.5">
        {all.slice(0, SHOWN).map((s) => (
          <Bar key={s.name} split={s} />
        ))}
      </ul>
      {data && (
        <p className="mt-2 text-xs text-faint">
          {all.length === 0 && t("who.none")}
          {all.length > SHOWN && `${t("who.more", { count: all.length - SHOWN })} `}
          {all.length > 0 && all.every((s) => s.of < RATE_BASE) && t("who.small")}
        </p>
      )}
    </Card>
  );
}
