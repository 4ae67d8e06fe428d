import { useQuery } from "@tanstack/react-query";
import { useTranslation } from "react-i18next";
import { backend, type LogRow } from "../../backend";
import { useView } from "../../view";
import { useWords } from "../../words";
import { ChangeLine } from "./what-changed";

/** What a run's sync moved, figure by figure, and because of which rows. */
export function RunChanges({ row }: { row: LogRow }) {
  const { t } = useTranslation();
  const words = useWords();
  const { boot, campaignId } = useView();
  const campaign = boot.campaigns?.find((c) => c.name === row.campaign)?.id ?? campaignId;
  const until = String(row.syncId ?? "");
  const { data, error } = useQuery({
    queryKey: ["changes", campaign, "", until],
    queryFn: () => backend.changesBetween(campaign, "", until),
  });
  if (error) return <p className="text-bad">{words.said(error.message)}</p>;
  if (!data) return <div className="skeleton h-6 w-64" />;
  if (data.length === 0) return <p className="text-muted">{t("activity.noChange")}</p>;
  return (
    <ul className="grid gap-0.5" aria-label={t("activity.moved")}>
      {data.map((c) => (
        <ChangeLine key={c.key} change={c} />
      ))}
    </ul>
  );
}
