import { useTranslation } from "react-i18next";
import type { Metric } from "../../backend";
import { type Tab, useView } from "../../view";
import { useWords } from "../../words";
import { cx } from "../ui/cx";
import { Figure } from "./figure";
import { useLabel } from "./labels";
import { change, isWelcome, reading } from "./reading";
import { useSince } from "./since";

function Small({ metric }: { metric: Metric }) {
  const { t } = useTranslation();
  const words = useWords();
  const since = useSince();
  if (metric.value === null)
    return (
      <span className="mt-0.5 block text-xs leading-[1.35] text-faint">
        {words.said(metric.unknownReason) || t("figure.noReason")}
      </span>
    );
  const step = change(metric, since.changes);
  if (!metric.complete) {
    const why = t(metric.warning ? "figure.oldRule" : "figure.soFar");
    return <span className="num text-xs whitespace-nowrap text-warn">{why}</span>;
  }
  if (step === null) return null;
  return (
    <span className={cx("num text-xs whitespace-nowrap", isWelcome(metric, step) ? "text-good" : "text-faint")}>
      {words.signed(step)}
      <span className="sr-only"> {since.words || t("figure.sinceLast")}</span>
    </span>
  );
}

/** A smaller figure under its name, for the cards of the other sources. */
export function Stat({ metric }: { metric: Metric }) {
  const { openFigure, open } = useView();
  const words = useWords();
  const label = useLabel()(metric);
  const wide = metric.value === null;
  return (
    <button
      type="button"
      aria-haspopup="dialog"
      aria-expanded={open === metric.key}
      onClick={() => openFigure(metric.key)}
      className={cx("-mx-1.5 rounded-m px-1.5 py-0.5 text-left hover:bg-raised", wide && "col-span-full")}
    >
      <span className="block truncate text-xs text-muted" title={label}>
        {label}
      </span>
      <span className={cx(!wide && "flex flex-wrap items-baseline gap-x-1.5")}>
        <Figure reading={reading(metric, words)} size="stat" />
        <Small metric={metric} />
      </span>
    </button>
  );
}

interface PartProps {
  metric: Metric;
  name: string;
  value: number;
  /** Where the figure opens. */
  tab?: Tab;
}

/** One part of a split, by its own name, or another count that belongs to a figure. */
export function Part({ metric, name, value, tab }: PartProps) {
  const { openFigure } = useView();
  const { t } = useTranslation();
  const words = useWords();
  return (
    <button
      type="button"
      aria-haspopup="dialog"
      onClick={() => openFigure(metric.key, tab)}
      className="-mx-1.5 min-w-0 rounded-m px-1.5 py-0.5 text-left hover:bg-raised"
    >
      <bdi className="block truncate text-xs text-muted">{name === "(blank)" ? t("common.blank") : name}</bdi>
      <Figure reading={{ lead: "", text: words.number(value), unit: "", known: true }} size="stat" />
    </button>
  );
}
