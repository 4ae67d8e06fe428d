import { ArrowRight } from "lucide-react";
import { useTranslation } from "react-i18next";

/** A value, or that there is none. */
function Value({ text, struck }: { text: string; struck?: boolean }) {
  const { t } = useTranslation();
  if (text === "") return <em className="text-faint">{t("conflicts.empty")}</em>;
  return <bdi className={struck ? "text-faint line-through" : "font-medium"}>{text}</bdi>;
}

/** A value and the one in its place; the word between them is what the arrow is called. */
export function Replaced({ was, is, word }: { was: string; is: string; word: string }) {
  return (
    <>
      <span className="min-w-0 truncate">
        <Value text={was} struck />
      </span>
      <ArrowRight size={13} className="shrink-0 text-faint" aria-label={word} />
      <span className="min-w-0 truncate">
        <Value text={is} />
      </span>
    </>
  );
}
