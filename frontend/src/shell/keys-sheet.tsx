import { useEffect, useState } from "react";
import { useTranslation } from "react-i18next";
import { Button } from "../components/ui/button";
import { Dialog } from "../components/ui/dialog";
import { Kbd } from "../components/ui/kbd";
import { modName } from "../keys";
import { useSettings } from "../screens/settings/use-settings";
import { capOf, keyOf, pressOf, type Shortcut, setBindings, shortcuts, useBindings } from "../shortcuts";
import { useView } from "../view";

const parts = ["everywhere", "dashboard", "rows", "followups"] as const;

interface LineProps {
  shortcut: Shortcut;
  asking: boolean;
  onAsk: () => void;
}

function Line({ shortcut, asking, onAsk }: LineProps) {
  const { t } = useTranslation();
  const { boot } = useView();
  const cap = capOf(keyOf(shortcut, useBindings()), modName(boot.platform));
  const does = t(`keys.act_${shortcut.id}`);
  return (
    <li className="group flex min-h-7 items-center gap-2">
      <span className="w-20 shrink-0">
        {asking ? <span className="text-s text-info">{t("keys.press")}</span> : <Kbd always>{cap}</Kbd>}
        <span className="sr-only">{asking ? "" : cap}</span>
      </span>
      <span className="min-w-0 flex-1 text-muted">{does}</span>
      <Button
        kind="quiet"
        className="opacity-60 group-hover:opacity-100 focus-visible:opacity-100"
        aria-label={t("keys.changeOf", { does })}
        aria-pressed={asking}
        onClick={onAsk}
      >
        {t("keys.change")}
      </Button>
    </li>
  );
}

/** Every key on one page, and the place to choose others. */
export function KeysSheet({ onClose }: { onClose: () => void }) {
  const { t } = useTranslation();
  const { set } = useSettings();
  const keys = useBindings();
  const [asking, setAsking] = useState<string | null>(null);
  const [said, setSaid] = useState("");
  const keep = (next: Record<string, string>) => {
    setBindings(next);
    set("keys")(next);
  };
  useEffect(() => {
    if (!asking) return;
    const press = (event: KeyboardEvent) => {
      if (event.key === "Tab") return;
      event.preventDefault();
      event.stopPropagation();
      if (event.key === "Escape") return setAsking(null);
      const key = pressOf(event);
      if (!key) return;
      const taken = shortcuts.find((s) => s.id !== asking && keyOf(s, keys) === key);
      if (taken) return setSaid(t("keys.taken", { key: key.replace("mod+", ""), does: t(`keys.act_${taken.id}`) }));
      const { [asking]: _old, ...rest } = keys;
      keep(shortcuts.some((s) => s.id === asking && s.key === key) ? rest : { ...rest, [asking]: key });
      setSaid("");
      setAsking(null);
    };
    window.addEventListener("keydown", press, true);
    return () => window.removeEventListener("keydown", press, true);
  });
  return (
    <Dialog open wide onClose={onClose} title={t("keys.title")} about={t("keys.says")}>
      <div className="grid grid-cols-2 gap-x-8 gap-y-4 max-[760px]:grid-cols-1">
        {parts.map((part) => (
          <section key={part}>
            <h3 className="mb-1 text-s font-semibold">{t(`keys.${part}`)}</h3>
            <ul>
              {shortcuts
                .filter((s) => s.part === part)
                .map((s) => (
                  <Line
                    key={s.id}
                    shortcut={s}
                    asking={asking === s.id}
                    onAsk={() => {
                      setSaid("");
                      setAsking(asking === s.id ? null : s.id);
                    }}
                  />
                ))}
            </ul>
          </section>
        ))}
      </div>
      <div className="mt-4 flex items-center gap-3 border-t border-line-soft pt-3">
        <p role="status" className="min-w-0 flex-1 text-s text-warn">
          {said}
        </p>
        <Button disabled={Object.keys(keys).length === 0} onClick={() => keep({})}>
          {t("keys.reset")}
        </Button>
      </div>
    </Dialog>
  );
}
