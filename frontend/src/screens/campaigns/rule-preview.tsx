import { useQuery } from "@tanstack/react-query";
import { useEffect, useState } from "react";
import { useTranslation } from "react-i18next";
import { backend, type CampaignDraft, type Row } from "../../backend";
import { Card } from "../../components/ui/card";
import { Trouble } from "../../components/ui/trouble";
import { useWords } from "../../words";
import { RowItem } from "../evidence/row-item";

/** Long enough that a word is typed, short enough to feel live. */
const PAUSE = 350;

function useSettled<V>(value: V): V {
  const [settled, setSettled] = useState(value);
  useEffect(() => {
    const timer = setTimeout(() => setSettled(value), PAUSE);
    return () => clearTimeout(timer);
  }, [value]);
  return settled;
}

function Rows({ title, rows }: { title: string; rows: Row[] }) {
  const { t } = useTranslation();
  const words = useWords();
  if (rows.length === 0) return null;
  return (
    <section className="mt-3">
      <h3 className="text-xs tracking-[0.04em] text-faint uppercase">{title}</h3>
      {rows.slice(0, 5).map((row) => (
        <div key={row.id} className="border-b border-line-soft py-2 last:border-0">
          <RowItem row={row} t={t} words={words} />
        </div>
      ))}
    </section>
  );
}

/** What the rule finds in the mail, while it is being written. */
export function RulePreviewCard({ draft }: { draft: CampaignDraft }) {
  const { t } = useTranslation();
  const words = useWords();
  const settled = useSettled(draft);
  const { data, error } = useQuery({
    queryKey: ["preview", settled],
    queryFn: () => backend.previewRule(settled),
    enabled: settled.tag.trim() !== "",
    placeholderData: (before) => before,
  });
  const known = data && data.messages !== null;
  return (
    <Card title={t("preview.title")} plainTitle>
      {error && <Trouble problem={error} />}
      <p role="status" className="text-l">
        {settled.tag.trim() === "" && <span className="text-m text-muted">{t("preview.type")}</span>}
        {settled.tag.trim() !== "" &&
          known &&
          (data.messages === 0
            ? t("preview.none")
            : t("preview.found", {
                count: data.messages ?? 0,
                people: t("preview.people", { count: data.people ?? 0 }),
              }))}
        {settled.tag.trim() !== "" && data && !known && (
          <span className="text-m text-muted">{words.said(data.unknownReason) || t("figure.noReason")}</span>
        )}
      </p>
      {settled.tag.trim() !== "" && known && (
        <>
          <Rows title={t("preview.first")} rows={data.first ?? []} />
          <Rows title={t("preview.near")} rows={data.nearMisses ?? []} />
        </>
      )}
    </Card>
  );
}
