import { useQueryClient } from "@tanstack/react-query";
import { Command } from "cmdk";
import { useTranslation } from "react-i18next";
import { useLocation } from "wouter";
import { type Boot, backend, type Settings } from "../backend";
import { useLabel } from "../components/metric/labels";
import { Dialog } from "../components/ui/dialog";
import { useAct, useMetrics } from "../data";
import { useView } from "../view";
import { screens } from "./screens";
import { useSync } from "./use-sync";

const item =
  "flex min-h-8 items-center gap-2.5 rounded-m px-2.5 py-1 data-[selected=true]:bg-raised data-[selected=true]:shadow-[inset_2px_0_0_var(--color-accent)]";
const group =
  "[&_[cmdk-group-heading]]:px-2.5 [&_[cmdk-group-heading]]:pt-2.5 [&_[cmdk-group-heading]]:pb-1 [&_[cmdk-group-heading]]:text-xs [&_[cmdk-group-heading]]:text-faint";

/** Everything by name: screens, figures, campaigns, and what can be done. */
export function Palette({ onClose, onKeys }: { onClose: () => void; onKeys: () => void }) {
  const { t } = useTranslation();
  const { boot, campaignId, at, asked, setAt, openFigure } = useView();
  const { data } = useMetrics(campaignId, asked);
  const label = useLabel();
  const client = useQueryClient();
  const [, go] = useLocation();
  const sync = useSync();
  const setTheme = useAct((theme: Settings["theme"]) => backend.saveSetting("theme", theme));
  const use = useAct(backend.useCampaign, (_, id) =>
    client.setQueryData<Boot>(["boot"], (b) => b && { ...b, campaignId: id }),
  );
  const run = (act: () => void) => () => {
    onClose();
    act();
  };
  const theme = (value: Settings["theme"]) => {
    client.setQueryData<Boot>(["boot"], (b) => b && { ...b, settings: { ...b.settings, theme: value } });
    setTheme.mutate(value);
  };
  return (
    <Dialog open onClose={onClose} title={t("palette.title")}>
      <Command label={t("palette.title")} loop>
        <Command.Input
          autoFocus
          placeholder={t("palette.type")}
          className="mb-2 w-full rounded-m border border-edge bg-bg px-3 py-2"
        />
        <Command.List className="scroll-quiet max-h-[50vh] overflow-y-auto">
          <Command.Empty className="px-2.5 py-4 text-muted">{t("palette.none")}</Command.Empty>
          <Command.Group heading={t("palette.do")} className={group}>
            <Command.Item className={item} onSelect={run(() => (sync.running ? sync.stop() : sync.start()))}>
              {sync.running ? t("palette.stop") : t("sync.now")}
            </Command.Item>
            <Command.Item className={item} onSelect={run(() => go("/campaigns/new"))}>
              {t("campaign.new")}
            </Command.Item>
            <Command.Item className={item} onSelect={run(() => go("/connections"))}>
              {t("dashboard.connect")}
            </Command.Item>
            <Command.Item className={item} onSelect={run(() => go("/import"))}>
              {t("import.title")}
            </Command.Item>
            {at !== "" && (
              <Command.Item className={item} onSelect={run(() => setAt(""))}>
                {t("time.back")}
              </Command.Item>
            )}
            <Command.Item className={item} onSelect={run(onKeys)}>
              {t("keys.title")}
            </Command.Item>
            {(["dark", "light", "contrast", "system"] as const).map((value) => (
              <Command.Item key={value} className={item} onSelect={run(() => theme(value))}>
                {`${t("settings.theme")}: ${t(`settings.theme_${value}`)}`}
              </Command.Item>
            ))}
          </Command.Group>
          <Command.Group heading={t("nav.label")} className={group}>
            {screens().map((s) => (
              <Command.Item key={s.path} className={item} onSelect={run(() => go(s.path))}>
                <s.icon size={14} aria-hidden="true" className="text-faint" />
                {t(`nav.${s.name}`)}
              </Command.Item>
            ))}
          </Command.Group>
          <Command.Group heading={t("palette.figures")} className={group}>
            {(data?.metrics ?? []).map((m) => (
              <Command.Item
                key={m.key}
                value={`${label(m)} ${m.key}`}
                className={item}
                onSelect={run(() => openFigure(m.key))}
              >
                {label(m)}
                <span className="ml-auto text-xs text-faint">
                  {t(`source.${m.source}`, { defaultValue: m.source })}
                </span>
              </Command.Item>
            ))}
          </Command.Group>
          <Command.Group heading={t("nav.campaigns")} className={group}>
            {(boot.campaigns ?? []).map((c) => (
              <Command.Item
                key={c.id}
                value={`${c.name} ${c.id}`}
                className={item}
                onSelect={run(() => use.mutate(c.id))}
              >
                <bdi className="truncate">{c.name}</bdi>
              </Command.Item>
            ))}
          </Command.Group>
        </Command.List>
      </Command>
    </Dialog>
  );
}
