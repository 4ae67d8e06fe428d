import { diffWords } from "diff";
import { useTranslation } from "react-i18next";

/** A value with what differs from the earlier one marked: added words underlined, taken ones struck through. */
export function WordsDiff({ before, after }: { before: string; after: string }) {
  const { t } = useTranslation();
  if (after === "") return <em className="text-faint">{t("conflicts.empty")}</em>;
  if (before === after) return <bdi>{after}</bdi>;
  return (
    <bdi>
      {diffWords(before, after).map((part, i) => {
        const key = i;
        if (part.added)
          return (
            <ins key={key} className="font-semibold underline decoration-2 underline-offset-2">
              <span className="sr-only">{t("conflicts.addedWord")} </span>
              {part.value}
            </ins>
          );
        if (part.removed)
          return (
            <del key={key} className="mr-1 text-faint">
              <span className="sr-only">{t("conflicts.takenWord")} </span>
              {part.value}
            </del>
          );
        return <span key={key}>{part.value}</span>;
      })}
    </bdi>
  );
}
