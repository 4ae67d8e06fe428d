import { useTranslation } from "react-i18next";
import type { Evidence, Metric } from "../../backend";
import { Figure } from "../../components/metric/figure";
import { hueOf } from "../../components/metric/hue";
import { reading } from "../../components/metric/reading";
import { useWords } from "../../words";

/** The figure at the head of its drawer, as a sentence with its fraction. */
export function Headline({ evidence, metric }: { evidence: Evidence; metric: Metric | undefined }) {
  const { t } = useTranslation();
  const words = useWords();
  const warning = evidence.warning ?? metric?.warning;
  const counted = metric?.counted ?? evidence.counted?.length ?? 0;
  const base = metric?.base ?? evidence.base?.length ?? 0;
  const read = reading({ ...metric, value: evidence.value, unit: evidence.unit }, words);
  const people = evidence.key === "reply_rate" || evidence.key === "email_replies";
  return (
    <div className="flex flex-wrap items-baseline gap-x-2.5 gap-y-1">
      <span className={hueOf(metric?.agent === "tracker" ? metric.source : metric?.agent).text}>
        <Figure reading={read} size="hero" />
      </span>
      <span className="min-w-0 text-muted">
        {evidence.value === null && (words.said(evidence.unknownReason) || t("figure.noReason"))}
        {evidence.value !== null && people && t("drawer.answered", { count: counted, base })}
        {evidence.value !== null &&
          !people &&
          base > 0 &&
          t("figure.of", { counted: words.number(counted), base: words.number(base) })}
        {evidence.value !== null &&
          !people &&
          base === 0 &&
          evidence.unit !== "h" &&
          evidence.unit !== "%" &&
          t(`unitName.${evidence.unit}`, { defaultValue: evidence.unit, count: evidence.value })}
        {(warning || !evidence.complete) && (
          <span className="ml-2 text-warn">{words.said(warning ?? null) || t("figure.soFar")}</span>
        )}
      </span>
    </div>
  );
}
