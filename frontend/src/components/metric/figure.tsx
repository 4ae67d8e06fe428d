import { useTranslation } from "react-i18next";
import { cx } from "../ui/cx";
import type { Reading } from "./reading";

const sizes = {
  long: "text-[1.375rem] leading-[1.5] font-[620] tracking-[-0.05em]",
  figure: "text-figure leading-[1.1] font-[620] tracking-[-0.05em]",
  stat: "text-stat leading-tight font-semibold tracking-[-0.03em]",
  hero: "text-hero leading-none font-[620] tracking-[-0.06em]",
};

/** The figure itself, in tabular mono; "≥" is read as "at least" and a dash as "unknown". */
export function Figure({ reading, size = "figure" }: { reading: Reading; size?: "figure" | "stat" | "hero" }) {
  const { t } = useTranslation();
  const long = size === "figure" && reading.text.length > 6;
  return (
    <span className={cx("num block whitespace-nowrap", sizes[long ? "long" : size])}>
      {reading.lead && (
        <>
          <span aria-hidden="true">{reading.lead}</span>
          <span className="sr-only">{t("figure.atLeast")} </span>
        </>
      )}
      {reading.known ? (
        reading.text
      ) : (
        <>
          <span aria-hidden="true">—</span>
          <span className="sr-only">{t("figure.unknown")}</span>
        </>
      )}
      {reading.unit && (
        <small className={cx("tracking-normal text-muted", size === "stat" ? "text-[0.7em]" : "text-[0.5em]")}>
          {reading.unit}
        </small>
      )}
    </span>
  );
}
