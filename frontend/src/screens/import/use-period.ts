import { useTranslation } from "react-i18next";
import { useWords } from "../../words";

/** The days that figures are of, in words; "" where nobody knows them. */
export function usePeriod(): (f: { from: string | null; to: string | null; all: boolean }) => string {
  const { t } = useTranslation();
  const words = useWords();
  return ({ from, to, all }) => {
    if (all) return t("import.allTime");
    return from && to ? `${words.fullDay(from)} – ${words.fullDay(to)}` : "";
  };
}
