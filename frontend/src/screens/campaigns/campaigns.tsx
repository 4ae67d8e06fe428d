import { useQueryClient } from "@tanstack/react-query";
import { Plus } from "lucide-react";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { useLocation } from "wouter";
import { type Boot, backend, type Campaign } from "../../backend";
import { Button } from "../../components/ui/button";
import { Chip } from "../../components/ui/chip";
import { Dialog } from "../../components/ui/dialog";
import { Empty } from "../../components/ui/empty";
import { Page } from "../../components/ui/page";
import { Trouble } from "../../components/ui/trouble";
import { useAct, useCampaigns } from "../../data";
import { useView } from "../../view";
import { useWords } from "../../words";
import { Compare } from "./compare";

function CampaignRow({
  campaign: c,
  onUse,
  onArchive,
}: {
  campaign: Campaign;
  onUse: () => void;
  onArchive: () => void;
}) {
  const { t } = useTranslation();
  const words = useWords();
  const { campaignId } = useView();
  const [, go] = useLocation();
  const on = c.id === campaignId;
  return (
    <li className="flex flex-wrap items-center gap-x-4 gap-y-2 rounded-l border border-line-soft bg-surface px-[18px] py-3">
      <div className="min-w-0 flex-[1_1_240px]">
        <strong className="flex items-center gap-2 font-semibold">
          <bdi className="truncate">{c.name}</bdi>
          {on && <Chip tone="good">{t("campaigns.inUse")}</Chip>}
          {c.archivedAt && <Chip>{t("campaigns.archived")}</Chip>}
        </strong>
        <p className="text-s text-muted">
          [<bdi>{c.rule.tag}</bdi>] · {words.fullDay(c.rule.since)} –{" "}
          {c.rule.until ? words.fullDay(c.rule.until) : t("campaign.today")} ·{" "}
          {t("campaigns.chase", { count: c.rule.followUpDays })}
        </p>
      </div>
      {!on && <Button onClick={onUse}>{t("campaigns.use")}</Button>}
      <Button onClick={() => go(`/campaigns/${encodeURIComponent(c.id)}`)}>{t("campaigns.edit")}</Button>
      {!c.archivedAt && (
        <Button kind="quiet" onClick={onArchive}>
          {t("campaigns.archive")}
        </Button>
      )}
    </li>
  );
}

/** Every campaign and its rule; two of them side by side. */
export function Campaigns() {
  const { t } = useTranslation();
  const { setAt } = useView();
  const client = useQueryClient();
  const [, go] = useLocation();
  const { data, error, refetch } = useCampaigns();
  const [leaving, setLeaving] = useState<Campaign | null>(null);
  const use = useAct(backend.useCampaign, (_, id) => {
    client.setQueryData<Boot>(["boot"], (b) => b && { ...b, campaignId: id });
    setAt("");
  });
  const archive = useAct(backend.archiveCampaign, () => setLeaving(null));
  const all = [...(data ?? [])].sort((a, b) => Number(Boolean(a.archivedAt)) - Number(Boolean(b.archivedAt)));
  const create = (
    <Button kind="primary" onClick={() => go("/campaigns/new")}>
      <Plus aria-hidden="true" />
      {t("campaign.new")}
    </Button>
  );
  return (
    <Page title={t("nav.campaigns")} say={t("campaigns.say")} side={create}>
      {error && <Trouble problem={error} onRetry={() => void refetch()} />}
      {!data && !error && <div className="skeleton h-40" />}
      {data?.length === 0 && <Empty title={t("campaign.none")} action={create} />}
      <ul className="grid gap-2.5">
        {all.map((c) => (
          <CampaignRow key={c.id} campaign={c} onUse={() => use.mutate(c.id)} onArchive={() => setLeaving(c)} />
        ))}
      </ul>
      {all.length > 1 && <Compare campaigns={all} />}
      {leaving && (
        <Dialog
          open
          onClose={() => setLeaving(null)}
          title={t("campaigns.archiveTitle", { name: leaving.name })}
          about={t("campaigns.archiveSays")}
        >
          <div className="flex justify-end gap-2">
            <Button onClick={() => setLeaving(null)}>{t("common.cancel")}</Button>
            <Button kind="primary" disabled={archive.isPending} onClick={() => archive.mutate(leaving.id)}>
              {t("campaigns.archive")}
            </Button>
          </div>
        </Dialog>
      )}
    </Page>
  );
}
