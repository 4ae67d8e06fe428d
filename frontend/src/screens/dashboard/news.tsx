import { useTranslation } from "react-i18next";
import type { Change } from "../../backend";
import { useLabel } from "../../components/metric/labels";
import { change } from "../../components/metric/reading";
import { useSince } from "../../components/metric/since";
import { useMetrics } from "../../data";
import { useView } from "../../view";
import { useWords } from "../../words";

const SHOWN = 5;

/** The people behind a change, the first two by name. */
function who(c: Change): string {
  const names = [...new Set([...(c.added ?? []), ...(c.removed ?? [])].map((r) => r.contact || r.who))].filter(Boolean);
  return names.slice(0, 2).join(", ") + (c.people > 2 ? ` +${c.people - 2}` : "");
}

/** What moved since yesterday, and because of whom; each opens to the rows that moved it. */
export function News() {
  const { t } = useTranslation();
  const words = useWords();
  const { campaignId, at, openFigure } = useView();
  const label = useLabel();
  const since = useSince();
  const { data } = useMetrics(campaignId, at);
  const moved = (since.changes ?? []).flatMap((c) => {
    const metric = data?.metrics?.find((m) => m.key === c.key);
    const step = metric ? change(metric, since.changes) : null;
    return metric && step !== null && metric.unit !== "%" && !metric.groups ? [{ c, metric, step }] : [];
  });
  if (at !== "" || !since.changes || moved.length === 0) return null;
  return (
    <ul
      data-later=""
      aria-label={t("dashboard.news")}
      className="flex flex-wrap items-baseline gap-x-1 gap-y-0.5 text-xs"
    >
      <li className="pr-1 pl-2.5 font-medium text-muted first-letter:uppercase">{since.words}</li>
      {moved.slice(0, SHOWN).map(({ c, metric, step }) => (
        <li key={c.key} className="min-w-0">
          <button
            type="button"
            aria-haspopup="dialog"
            onClick={() => openFigure(c.key, "history")}
            className="hit max-w-full truncate rounded-s px-1.5 text-left text-faint hover:bg-raised hover:text-text"
          >
            {label(metric)} <b className="num text-text">{words.signed(step)}</b> <bdi>{who(c)}</bdi>
          </button>
        </li>
      ))}
      {moved.length > SHOWN && <li className="text-faint">{t("dashboard.more", { count: moved.length - SHOWN })}</li>}
    </ul>
  );
}
