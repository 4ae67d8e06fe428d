import { useQueryClient } from "@tanstack/react-query";
import { ChevronsUpDown } from "lucide-react";
import { useTranslation } from "react-i18next";
import { useLocation } from "wouter";
import { type Boot, backend } from "../backend";
import { useAct } from "../data";
import { useView } from "../view";
import { useWords } from "../words";

const NEW = "+";

/** Which campaign everything is about: the system's own list, under a face that also shows its days and tag. */
export function CampaignPicker() {
  const { t } = useTranslation();
  const { boot, campaign, setAt } = useView();
  const words = useWords();
  const client = useQueryClient();
  const [, go] = useLocation();
  const use = useAct(backend.useCampaign, (_, id) => {
    client.setQueryData<Boot>(["boot"], (old) => old && { ...old, campaignId: id });
    setAt("");
  });
  const until = campaign?.rule.until ? words.day(campaign.rule.until) : t("campaign.today");
  const all = (boot.campaigns ?? []).filter((c) => !c.archivedAt || c.id === campaign?.id);
  return (
    <div className="relative mb-3.5 flex items-center gap-2 rounded-m border border-line bg-surface px-2.5 py-2 hover:border-edge has-[:focus-visible]:outline-2 has-[:focus-visible]:outline-offset-2 has-[:focus-visible]:outline-focus max-[860px]:justify-center max-[860px]:px-0">
      <span aria-hidden="true" className="min-w-0 flex-1 max-[860px]:hidden">
        <bdi className="block truncate">{campaign?.name ?? t("campaign.none")}</bdi>
        {campaign && (
          <small className="block truncate text-xs text-faint">
            {words.day(campaign.rule.since)} – {until} · [<bdi>{campaign.rule.tag}</bdi>]
          </small>
        )}
      </span>
      <ChevronsUpDown size={14} className="shrink-0 text-faint" aria-hidden="true" />
      <select
        aria-label={t("campaign.label")}
        title={campaign?.name}
        className="absolute inset-0 w-full bg-surface opacity-0"
        value={campaign?.id ?? ""}
        onChange={(e) => (e.target.value === NEW ? go("/campaigns/new") : use.mutate(e.target.value))}
      >
        {!campaign && <option value="">{t("campaign.none")}</option>}
        {all.map((c) => (
          <option key={c.id} value={c.id}>
            {c.name}
          </option>
        ))}
        <option value={NEW}>{t("campaign.new")}</option>
      </select>
    </div>
  );
}
