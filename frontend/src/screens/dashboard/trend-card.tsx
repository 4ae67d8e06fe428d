import { Plus } from "lucide-react";
import { useMemo, useState } from "react";
import { useTranslation } from "react-i18next";
import type { Annotation } from "../../backend";
import { Card } from "../../components/ui/card";
import { Kbd } from "../../components/ui/kbd";
import { Trouble } from "../../components/ui/trouble";
import { useAnnotations, useMetrics, useTrend } from "../../data";
import { useKeys } from "../../keys";
import { useNow } from "../../now";
import { useView } from "../../view";
import { useWords } from "../../words";
import { useRest } from "../rest";
import { TrendChart } from "./trend-chart";
import { TrendTable } from "./trend-table";

const none: Annotation[] = [];

const tool = "hit flex items-center gap-1.5 rounded-s px-1 text-xs text-faint hover:bg-raised hover:text-text";

/** Sent and answered over time, as steps; the same as a sentence, and as a table. */
export function TrendCard() {
  const { t } = useTranslation();
  const words = useWords();
  const { campaign, campaignId, at, asked, span } = useView();
  const { data: points, error } = useTrend(campaignId, asked);
  const now = useNow();
  const asOf = useMetrics(campaignId, asked).data?.asOf?.at;
  const ended = Date.parse(campaign?.rule.until ?? "") || now;
  // A minute's grain: the chart is drawn anew only when it would look different.
  const until = Math.floor(Math.min(ended, at === "" || !asOf ? now : Date.parse(asOf)) / 60_000) * 60_000;
  const { data: notes = none } = useAnnotations(campaignId);
  const aims = campaign?.goals;
  const goals = useMemo(
    () => ["emails_sent", "email_replies"].flatMap((key) => (aims?.[key] ? [aims[key]] : [])),
    [aims],
  );
  const [table, setTable] = useState(false);
  const [noting, setNoting] = useState<Annotation | "new" | null>(null);
  const rest = useRest(noting !== null);
  useKeys({ t: () => setTable(!table) });
  const first = points?.[0];
  const last = points?.at(-1);
  const sentence =
    first && last
      ? t("trend.sentence", {
          sent: last.sent,
          replies: last.replies,
          from: words.day(first.at),
          to: words.day(last.at),
        })
      : points
        ? t("trend.none")
        : "";
  return (
    <Card
      title={t("trend.title")}
      hue="tracker"
      plainTitle
      note={table ? t("trend.steps") : sentence}
      className="min-h-48"
      side={
        <>
          <button type="button" className={tool} onClick={() => setNoting("new")}>
            <Plus size={12} aria-hidden="true" />
            {t("trend.note")}
          </button>
          <button type="button" className={tool} aria-pressed={table} onClick={() => setTable(!table)}>
            {table ? t("trend.asLine") : t("trend.asTable")} <Kbd of="t" />
          </button>
        </>
      }
    >
      {error && <Trouble problem={error} />}
      {points && points.length > 0 && !table && (
        <TrendChart
          points={points}
          since={span === "campaign" ? (campaign?.rule.since ?? "") : ""}
          until={until}
          notes={notes}
          goals={goals}
          sentence={sentence}
          onNote={setNoting}
          onFailure={() => setTable(true)}
        />
      )}
      {points && points.length > 0 && table && (
        <TrendTable points={points} notes={notes} caption={sentence} onNote={setNoting} />
      )}
      {noting && rest && (
        <rest.NoteDialog note={noting === "new" ? undefined : noting} onClose={() => setNoting(null)} />
      )}
    </Card>
  );
}
