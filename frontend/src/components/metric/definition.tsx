import { Info } from "lucide-react";
import { useTranslation } from "react-i18next";
import type { Metric } from "../../backend";
import { useView } from "../../view";
import { useWords } from "../../words";
import { useLabel } from "./labels";

/** The "i" beside a figure: opens what it means, in words. */
export function Definition({ metric }: { metric: Metric }) {
  const { t } = useTranslation();
  const { openFigure } = useView();
  const label = useLabel()(metric);
  return (
    <button
      type="button"
      aria-haspopup="dialog"
      aria-label={t("figure.define", { label })}
      title={useWords().defined(metric)}
      onClick={() => openFigure(metric.key, "definition")}
      className="hit absolute top-1 right-1 grid place-items-center rounded-s text-faint opacity-0 transition-opacity group-hover:opacity-100 hover:text-text focus-visible:opacity-100"
    >
      <Info size={13} aria-hidden="true" />
    </button>
  );
}
