import { useTranslation } from "react-i18next";
import type { Change } from "../../backend";
import { useLabel } from "../../components/metric/labels";
import { Card } from "../../components/ui/card";
import { useChanges, useSyncs } from "../../data";
import { useView } from "../../view";
import { useWords } from "../../words";

/** One figure that moved, from what to what, and because of whom; opens to its rows. */
export function ChangeLine({ change: c }: { change: Change }) {
  const { t } = useTranslation();
  const words = useWords();
  const { openFigure } = useView();
  const label = useLabel()(c);
  const show = (n: number | null) => (n === null ? "—" : words.number(n));
  const { addedCount: added, removedCount: removed } = c;
  return (
    <li>
      <button
        type="button"
        aria-haspopup="dialog"
        onClick={() => openFigure(c.key)}
        className="hit flex w-full flex-wrap items-baseline gap-x-2 rounded-m px-1.5 py-1 text-left hover:bg-raised"
      >
        <span>{label}</span>
        <span className="num">
          {show(c.from)} <span aria-hidden="true">→</span>
          <span className="sr-only"> {t("activity.to")} </span> <b>{show(c.to)}</b>
        </span>
        <span className="min-w-0 truncate text-s text-muted">
          {added > 0 && t("activity.because", { count: added, who: c.added?.[0]?.who ?? "" })}
          {added > 0 && removed > 0 && ", "}
          {removed > 0 && t("activity.without", { count: removed })}
        </span>
      </button>
    </li>
  );
}

/** What the last sync changed, and because of which rows. */
export function WhatChanged() {
  const { t } = useTranslation();
  const words = useWords();
  const { campaignId } = useView();
  const { data: syncs = [] } = useSyncs(campaignId);
  const since = syncs.at(-2);
  const { data } = useChanges(campaignId, String(since?.syncId ?? ""), since !== undefined);
  if (!since) return null;
  return (
    <Card title={t("activity.changes")} plainTitle note={t("activity.since", { when: words.moment(since.at) })}>
      {data?.length === 0 && <p className="text-muted">{t("activity.noChange")}</p>}
      <ul className="grid gap-0.5">
        {(data ?? []).map((c) => (
          <ChangeLine key={c.key} change={c} />
        ))}
      </ul>
    </Card>
  );
}
