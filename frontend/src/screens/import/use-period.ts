import { useTranslation } from "react-i18next";
import { useWords } from "../../words";

/** The days that figures are of, in words; "" where nobody knows them. */
export function usePeriod(): (f: { from: string | null; to: string | null; all: boolean }) => string {
  const { t } = useTranslation();
  const words = useWords();
  return ({ from, to, all }) => {
    if (all) return t("import.allTime");
    if (!from || !to) return "";
    const first = from.slice(0, 4) === to.slice(0, 4) ? words.day(from) : words.fullDay(from);
    return `${first} – ${words.fullDay(to)}`;
  };
}
