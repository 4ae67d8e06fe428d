import { useTranslation } from "react-i18next";
import type { Metric } from "../../backend";

type Named = Pick<Metric, "key" | "label"> & Partial<Pick<Metric, "value" | "atLeast">>;

/**
 * A figure's name in the person's language; one we have no word for keeps the program's. What is a lower bound by its name
 * is not called one while it is none.
 */
export function useLabel(): (m: Named) => string {
  const { t } = useTranslation();
  return (m) => {
    const unbound = m.key === "open_rate" && m.atLeast === false && m.value != null;
    return t(unbound ? "metric.open_rate_unbound" : `metric.${m.key}`, { defaultValue: m.label });
  };
}
