import { Menu } from "@base-ui/react/menu";
import { useQueryClient } from "@tanstack/react-query";
import { Check, ChevronsUpDown, Plus } from "lucide-react";
import { useTranslation } from "react-i18next";
import { useLocation } from "wouter";
import { type Boot, backend, type Campaign } from "../backend";
import { useAct } from "../data";
import { useView } from "../view";
import { useWords } from "../words";

const item =
  "flex items-center gap-2 rounded-m px-2.5 py-1.5 outline-none data-highlighted:bg-raised data-highlighted:shadow-[inset_2px_0_0_var(--color-accent)]";

/** Which campaign everything is about. */
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
  const span = (c: Campaign) =>
    `${words.day(c.rule.since)} – ${c.rule.until ? words.day(c.rule.until) : t("campaign.today")} · [${c.rule.tag}]`;
  const all = (boot.campaigns ?? []).filter((c) => !c.archivedAt || c.id === campaign?.id);
  return (
    <Menu.Root>
      <Menu.Trigger
        className="mb-3.5 flex w-full items-center gap-2 rounded-m border border-line bg-surface px-2.5 py-2 text-left hover:border-edge max-[860px]:justify-center max-[860px]:px-0"
      >
        <span className="sr-only">{t("campaign.label")}</span>
        <span className="min-w-0 flex-1 max-[860px]:sr-only">
          <bdi className="block truncate">{campaign?.name ?? t("campaign.none")}</bdi>
          {campaign && <small className="block truncate text-xs text-faint">{span(campaign)}</small>}
        </span>
        <ChevronsUpDown size={14} className="shrink-0 text-faint" aria-hidden="true" />
      </Menu.Trigger>
      <Menu.Portal>
        <Menu.Positioner className="z-30" sideOffset={6} align="start">
          <Menu.Popup className="max-h-[70vh] min-w-56 max-w-80 overflow-y-auto rounded-l border border-line bg-surface p-1 shadow-pop">
            <Menu.RadioGroup value={campaign?.id ?? ""} onValueChange={(id) => use.mutate(String(id))}>
              {all.map((c) => (
                <Menu.RadioItem key={c.id} value={c.id} closeOnClick className={item}>
                  <span className="min-w-0 flex-1">
                    <bdi className="block truncate">{c.name}</bdi>
                    <small className="block truncate text-xs text-faint">{span(c)}</small>
                  </span>
                  <Menu.RadioItemIndicator>
                    <Check size={14} aria-hidden="true" className="text-accent" />
                  </Menu.RadioItemIndicator>
                </Menu.RadioItem>
              ))}
            </Menu.RadioGroup>
            <Menu.Separator className="my-1 h-px bg-line" />
            <Menu.Item className={item} onClick={() => go("/campaigns/new")}>
              <Plus size={14} aria-hidden="true" />
              {t("campaign.new")}
            </Menu.Item>
          </Menu.Popup>
        </Menu.Positioner>
      </Menu.Portal>
    </Menu.Root>
  );
}
