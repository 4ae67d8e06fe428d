import { Command } from "cmdk";
import { useTranslation } from "react-i18next";
import { useLocation } from "wouter";
import { useLabel } from "../components/metric/labels";
import { Dialog } from "../components/ui/dialog";
import { useMetrics } from "../data";
import { useView } from "../view";
import { screens } from "./screens";
import { useCommands } from "./use-commands";

const item =
  "flex min-h-8 items-center gap-2.5 rounded-m px-2.5 py-1 data-[selected=true]:bg-raised data-[selected=true]:shadow-[inset_2px_0_0_var(--color-accent)]";
const group =
  "[&_[cmdk-group-heading]]:px-2.5 [&_[cmdk-group-heading]]:pt-2.5 [&_[cmdk-group-heading]]:pb-1 [&_[cmdk-group-heading]]:text-xs [&_[cmdk-group-heading]]:text-faint";

interface PaletteProps {
  onClose: () => void;
  onKeys: () => void;
  onNote: () => void;
}

/** Everything by name: screens, figures, campaigns, and what can be done. */
export function Palette({ onClose, onKeys, onNote }: PaletteProps) {
  const { t } = useTranslation();
  const { campaignId, asked, openFigure } = useView();
  const { data } = useMetrics(campaignId, asked);
  const label = useLabel();
  const [, go] = useLocation();
  const commands = useCommands({ onKeys, onNote });
  const run = (act: () => void) => () => {
    onClose();
    act();
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
            {commands.map((c) => (
              <Command.Item key={c.id} value={`${c.label} ${c.id}`} className={item} onSelect={run(c.run)}>
                <bdi className="truncate">{c.label}</bdi>
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
        </Command.List>
      </Command>
    </Dialog>
  );
}
