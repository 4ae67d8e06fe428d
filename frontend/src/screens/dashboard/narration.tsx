import { Fragment } from "react";
import { useTranslation } from "react-i18next";
import { useWords } from "../../words";

/** The program's line as sentences: its pictures and headings are for plain text, the words and figures stay as they are. */
function sentences(message: string, told: (part: string) => string): string {
  return message
    .split("|")
    .map((part) =>
      part
        .replace(/\p{Extended_Pictographic}\uFE0F?/gu, "")
        .replace(/^\s*[\p{L} ]{1,24}:\s/u, "")
        .trim(),
    )
    .filter(Boolean)
    .map(told)
    .map((part) => (/[.!?]$/.test(part) ? part : `${part}.`))
    .join(" ");
}

/** Broker's sentence: figures stand out, the rest is quiet. */
export function Narration({ message }: { message: string }) {
  const { t } = useTranslation();
  const words = useWords();
  if (!message) return null;
  const parts = sentences(message, words.told).split(/(\d[\d.,]*\s?%?)/u);
  return (
    <>
      <span className="text-broker">{t("dashboard.broker")}</span>{" "}
      {parts.map((part, i) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: the parts of one sentence have no other name
        <Fragment key={i}>{i % 2 === 1 ? <em className="font-medium text-text not-italic">{part}</em> : part}</Fragment>
      ))}
    </>
  );
}
