import { Fragment } from "react";
import { useTranslation } from "react-i18next";

/** Broker's sentence: figures stand out, the rest is quiet. The words are the program's, so card, export and tray agree. */
export function Narration({ message }: { message: string }) {
  const { t } = useTranslation();
  if (!message) return null;
  const parts = message.split(/(\d[\d.,]*\s?%?)/u);
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
