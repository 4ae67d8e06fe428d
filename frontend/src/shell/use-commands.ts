import { useQueryClient } from "@tanstack/react-query";
import { useTranslation } from "react-i18next";
import { useLocation } from "wouter";
import { type Boot, backend, supports } from "../backend";
import { useNotices } from "../components/ui/notices";
import { useAct, useCampaigns, useMetrics } from "../data";
import { useSettings } from "../screens/settings/use-settings";
import { type Span, useView } from "../view";
import { useSync } from "./use-sync";

export interface Command {
  id: string;
  label: string;
  run: () => void;
}

interface Wanted {
  onKeys: () => void;
  onNote: () => void;
}

/** What can be done from anywhere, by name; what does not fit the moment is left out. */
export function useCommands({ onKeys, onNote }: Wanted): Command[] {
  const { t } = useTranslation();
  const { boot, campaign, campaignId, at, asked, setAt, span, setSpan } = useView();
  const { data } = useMetrics(campaignId, asked);
  const { data: campaigns = [] } = useCampaigns();
  const { say } = useNotices();
  const { s, set } = useSettings();
  const client = useQueryClient();
  const [, go] = useLocation();
  const sync = useSync();
  const undo = useAct(
    () => backend.undo(""),
    () => say(t("common.undone")),
  );
  const use = useAct(backend.useCampaign, (_, id) => {
    client.setQueryData<Boot>(["boot"], (b) => b && { ...b, campaignId: id });
    setAt("");
  });
  const all: (Command | false)[] = [
    sync.running
      ? { id: "stop", label: t("palette.stop"), run: sync.stop }
      : { id: "sync", label: t("sync.now"), run: () => sync.start() },
    ...(sync.running
      ? []
      : boot.status.sources.map((one) => ({
          id: `sync-${one.provider}-${one.account}`,
          label: t("palette.syncOnly", { title: one.title }),
          run: () => sync.start([one.provider]),
        }))),
    at !== "" && { id: "now", label: t("time.back"), run: () => setAt("") },
    ...(["7d", "campaign", "all"] as Span[])
      .filter((one) => one !== span)
      .map((one) => ({
        id: `span-${one}`,
        label: `${t("period.label")}: ${t(`period.${one}`)}`,
        run: () => setSpan(one),
      })),
    { id: "undo", label: t("palette.undo"), run: () => undo.mutate(undefined) },
    Boolean(campaign) && { id: "note", label: t("trend.noteTitle"), run: onNote },
    Boolean(data?.message) && {
      id: "copy",
      label: t("palette.copy"),
      run: () =>
        void backend.copyText(data?.message ?? "").then((done) => say(t(done ? "palette.copied" : "draft.notCopied"))),
    },
    { id: "check", label: t("activity.check"), run: () => go("/activity") },
    { id: "connect", label: t("dashboard.connect"), run: () => go("/connections") },
    Boolean(boot.providers?.some((p) => p.imports)) && {
      id: "import",
      label: t("import.link"),
      run: () => go("/import"),
    },
    { id: "new", label: t("campaign.new"), run: () => go("/campaigns/new") },
    campaign !== undefined && {
      id: "edit",
      label: t("campaign.edit", { name: campaign.name }),
      run: () => go(`/campaigns/${encodeURIComponent(campaign.id)}`),
    },
    ...campaigns
      .filter((c) => c.id !== campaignId)
      .map((c) => ({ id: `use-${c.id}`, label: t("palette.use", { name: c.name }), run: () => use.mutate(c.id) })),
    { id: "keys", label: t("keys.title"), run: onKeys },
    { id: "sound", label: t(s.sound ? "palette.soundOff" : "palette.soundOn"), run: () => set("sound")(!s.sound) },
    ...(["plain", "lively"] as const)
      .filter((one) => one !== s.voice)
      .map((one) => ({
        id: `voice-${one}`,
        label: `${t("settings.voice")}: ${t(`settings.voice_${one}`)}`,
        run: () => set("voice")(one),
      })),
    ...(["dark", "light", "contrast", "system"] as const).map((one) => ({
      id: `theme-${one}`,
      label: `${t("settings.theme")}: ${t(`settings.theme_${one}`)}`,
      run: () => set("theme")(one),
    })),
    ...(["en", "de"] as const).map((one) => ({
      id: `language-${one}`,
      label: `${t("settings.language")}: ${t(`settings.language_${one}`)}`,
      run: () => set("language")(one),
    })),
    boot.demo &&
      supports("LeaveSample") && { id: "leave", label: t("stripe.leave"), run: () => void backend.leaveSample() },
  ];
  return all.filter((one): one is Command => Boolean(one));
}
