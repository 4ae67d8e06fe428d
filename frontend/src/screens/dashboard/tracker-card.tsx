import { Mail } from "lucide-react";
import { useTranslation } from "react-i18next";
import type { Metric } from "../../backend";
import { FigureButton } from "../../components/metric/figure-button";
import { useLabel } from "../../components/metric/labels";
import { reading } from "../../components/metric/reading";
import { Card } from "../../components/ui/card";
import { useStatus } from "../../data";
import { useNow } from "../../now";
import { useView } from "../../view";
import { useWords } from "../../words";
import { headline, oldest } from "./groups";
import { News } from "./news";

function Apart({ metric }: { metric: Metric }) {
  const { openFigure } = useView();
  const words = useWords();
  const { t } = useTranslation();
  const read = reading(metric, words);
  return (
    <button
      type="button"
      aria-haspopup="dialog"
      onClick={() => openFigure(metric.key)}
      title={words.said(metric.unknownReason) || undefined}
      className="hit rounded-s px-1 text-xs text-faint hover:bg-raised hover:text-text"
    >
      {useLabel()(metric)} <b className="num text-muted">{read.lead + read.text + read.unit}</b>
      {!read.known && <span> ({words.said(metric.unknownReason) || t("figure.noReason")})</span>}
    </button>
  );
}

/** What mail says: six figures, and the outcomes that are kept apart. */
export function TrackerCard({ metrics }: { metrics: Metric[] }) {
  const { t } = useTranslation();
  const words = useWords();
  const now = useNow();
  const { data: status } = useStatus();
  const mail = metrics.filter((m) => m.source === "gmail" && m.agent === "tracker");
  const big = headline.map((key) => mail.find((m) => m.key === key)).filter((m): m is Metric => Boolean(m));
  const rest = mail.filter((m) => !headline.includes(m.key) && m.groups === null);
  const accounts = status?.sources.filter((s) => s.provider === "gmail") ?? [];
  return (
    <Card
      title="Tracker"
      hue="tracker"
      note={<span data-moving="">{t("dashboard.updated", { age: words.age(oldest(big), now) })}</span>}
      side={accounts.map((a) => (
        <span key={a.account} className="flex items-center gap-1.5">
          <Mail size={13} aria-hidden="true" />
          <bdi>{a.account}</bdi>
          {a.live && ` · ${t("dashboard.live")}`}
          {a.unread > 0 && (
            <span className="text-warn" title={t("dashboard.unreadSays")}>
              {" "}
              · {t("dashboard.unread", { count: a.unread })}
            </span>
          )}
          {a.status !== "active" && <span className="text-bad"> · {t(`connection.${a.status}`)}</span>}
        </span>
      ))}
    >
      <div className="grid grid-cols-6 gap-1 max-[1180px]:grid-cols-3 max-[560px]:grid-cols-2">
        {big.map((m) => (
          <FigureButton key={m.key} metric={m} people={mail.find((p) => p.key === "people_contacted")} />
        ))}
      </div>
      <div className="mt-1.5 flex flex-wrap gap-x-4 gap-y-0.5 border-t border-line-soft pt-1.5 empty:hidden">
        <News />
        {rest.length > 0 && (
          <div className="flex flex-wrap gap-x-3 gap-y-0.5 px-1.5">
            {rest.map((m) => (
              <Apart key={m.key} metric={m} />
            ))}
          </div>
        )}
      </div>
    </Card>
  );
}
