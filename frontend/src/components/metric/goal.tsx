import { useTranslation } from "react-i18next";
import type { Metric } from "../../backend";
import { useView } from "../../view";
import { useWords } from "../../words";
import { cx } from "../ui/cx";

/** What the campaign aims for with a figure; undefined where no goal was set. */
export function useGoal(key: string): number | undefined {
  const { campaign, span } = useView();
  return span === "campaign" ? campaign?.goals?.[key] : undefined; // it is the campaign's, not a week's
}

/** How far a figure is on its way to its goal, as a bar and in words. */
export function GoalBar({ metric }: { metric: Pick<Metric, "key" | "value" | "unit"> }) {
  const { t } = useTranslation();
  const words = useWords();
  const goal = useGoal(metric.key);
  if (!goal || metric.value === null) return null;
  const share = Math.min(1, metric.value / goal);
  const reached = share >= 1;
  const shown = metric.unit === "%" ? words.percent(goal) : words.number(goal);
  return (
    <span className="mt-1.5 flex w-full min-w-0 items-center gap-1.5 text-xs text-faint">
      <span aria-hidden="true" className="block h-1 min-w-8 flex-1 overflow-hidden rounded-full bg-line">
        <span
          data-moving=""
          className={cx("block h-full rounded-full", reached ? "bg-good" : "bg-muted")}
          style={{ width: `${share * 100}%` }}
        />
      </span>
      <span className={cx("num whitespace-nowrap", reached && "text-good")}>
        {t(reached ? "goal.reached" : "goal.short", { goal: shown })}
      </span>
    </span>
  );
}
