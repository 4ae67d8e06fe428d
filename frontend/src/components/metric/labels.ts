import { useTranslation } from "react-i18next";
import type { Metric } from "../../backend";

/** A figure's name in the person's language; one we have no word for keeps the program's. */
export function useLabel(): (m: Pick<Metric, "key" | "label">) => string {
  const { t } = useTranslation();
  return (m) => t(`metric.${m.key}`, { defaultValue: m.label });
}
