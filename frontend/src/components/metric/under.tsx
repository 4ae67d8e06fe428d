import { Pencil } from "lucide-react";
import { useTranslation } from "react-i18next";
import type { Metric } from "../../backend";
import { useWords } from "../../words";
import { cx } from "../ui/cx";
import { change, isWelcome } from "./reading";
import { useSince } from "./since";

function fraction(m: Metric, people: Metric | undefined, t: ReturnType<typeof useTranslation>["t"]): string {
  const { counted, base } = m;
  if (m.key === "emails_sent" && people?.value != null) return t("figure.toPeople", { count: people.value });
  const today = m.key === "follow_ups_due" && m.groups?.find((g) => g.name === "due")?.value;
  if (m.value && today) return t("figure.today", { count: today });
  if (m.key === "follow_ups_due" && m.value !== null && base) return t("figure.ofPeople", { count: base });
  if (m.key === "median_first_reply" && counted) return t("figure.medianOf", { count: counted });
  if (m.key === "open_rate" && m.value !== null) return t("figure.inferred");
  if (m.unit === "%" && !m.display && counted !== null && base) return t("figure.of", { counted, base });
  return "";
}

/** The small lines under a figure: why it is unknown, or what it is a share of, how it moved, and whether somebody corrected it. */
export function Under({ metric, people }: { metric: Metric; people?: Metric }) {
  const { t } = useTranslation();
  const words = useWords();
  const since = useSince();
  if (metric.value === null) {
    return (
      <span className="mt-1.5 block text-xs leading-[1.35] text-muted">
        {words.said(metric.unknownReason) || t("figure.noReason")}
      </span>
    );
  }
  const step = change(metric, since.changes);
  const small = fraction(metric, people, t);
  return (
    <span className="num mt-1.5 flex min-h-4 flex-wrap gap-x-1.5 text-xs tracking-normal text-faint">
      {!metric.complete && <span className="text-warn">{t(metric.warning ? "figure.oldRule" : "figure.soFar")}</span>}
      {small && <span>{metric.stillOpen ? `${small},` : small}</span>}
      {metric.stillOpen ? <span>{t("figure.stillOpen", { count: metric.stillOpen })}</span> : null}
      {step !== null && (
        <span data-later="">
          <span className={cx(isWelcome(metric, step) && "text-good")}>{words.signed(step)}</span>
          <span className={small ? "sr-only" : undefined}> {since.words || t("figure.sinceLast")}</span>
        </span>
      )}
      {metric.adjusted > 0 && (
        <span className="inline-flex items-center gap-1 text-info">
          <Pencil size={10} aria-hidden="true" />
          {t("figure.adjusted", { count: metric.adjusted })}
        </span>
      )}
    </span>
  );
}
