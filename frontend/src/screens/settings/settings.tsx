import { useQueryClient } from "@tanstack/react-query";
import { useTranslation } from "react-i18next";
import { type Settings as All, type Boot, backend } from "../../backend";
import { Button } from "../../components/ui/button";
import { Choice, Field, TextInput } from "../../components/ui/field";
import { Page } from "../../components/ui/page";
import { Segment } from "../../components/ui/segment";
import { Toggle } from "../../components/ui/toggle";
import { useAct } from "../../data";
import { useSingleKeys } from "../../keys";
import { playCue } from "../../sound";
import { useView } from "../../view";
import { About } from "./about";
import { Hosts } from "./hosts";
import { Line, Section } from "./section";

const MINUTES = [5, 15, 30, 60, 180];

/** How Mixdown looks, sounds and works in the background; whom it talks to; whether every part is well. */
export function Settings() {
  const { t } = useTranslation();
  const { boot } = useView();
  const client = useQueryClient();
  const s = boot.settings;
  const [single, setSingle] = useSingleKeys();
  const save = useAct(({ key, value }: { key: keyof All; value: All[keyof All] }) => backend.saveSetting(key, value));
  const set =
    <K extends keyof All>(key: K) =>
    (value: All[K]) => {
      client.setQueryData<Boot>(["boot"], (b) => b && { ...b, settings: { ...b.settings, [key]: value } });
      save.mutate({ key, value });
    };
  const themes = (["system", "dark", "light", "contrast"] as const).map((value) => ({
    value,
    label: t(`settings.theme_${value}`),
  }));
  const languages = (["system", "en", "de"] as const).map((value) => ({
    value,
    label: t(`settings.language_${value}`),
  }));
  const voices = (["plain", "lively"] as const).map((value) => ({ value, label: t(`settings.voice_${value}`) }));
  return (
    <Page title={t("nav.settings")}>
      <div className="grid max-w-3xl gap-3.5">
        <Section title={t("settings.look")}>
          <Line label={t("settings.theme")}>
            <Segment label={t("settings.theme")} value={s.theme} options={themes} onChange={set("theme")} />
          </Line>
          <Line label={t("settings.language")}>
            <Segment label={t("settings.language")} value={s.language} options={languages} onChange={set("language")} />
          </Line>
          <Toggle label={t("settings.keys")} hint={t("settings.keysSays")} on={single} onChange={setSingle} />
        </Section>
        <Section title={t("settings.sync")}>
          <Line label={t("settings.every")}>
            <Choice
              aria-label={t("settings.every")}
              value={s.syncMinutes}
              onChange={(e) => set("syncMinutes")(Number(e.target.value))}
            >
              {[...new Set([...MINUTES, s.syncMinutes])]
                .sort((a, b) => a - b)
                .map((m) => (
                  <option key={m} value={m}>
                    {t("settings.minutes", { count: m })}
                  </option>
                ))}
            </Choice>
          </Line>
          <Toggle
            label={t("settings.background")}
            hint={t("settings.backgroundSays")}
            on={s.keepInBackground}
            onChange={set("keepInBackground")}
          />
          <Toggle label={t("settings.login")} on={s.startAtLogin} onChange={set("startAtLogin")} />
        </Section>
        <Section title={t("settings.sound")}>
          <Toggle label={t("settings.cue")} hint={t("settings.cueSays")} on={s.sound} onChange={set("sound")} />
          <Line label={t("settings.volume")}>
            <input
              type="range"
              className="time-range w-40!"
              aria-label={t("settings.volume")}
              min={0}
              max={100}
              step={5}
              disabled={!s.sound}
              value={Math.round(s.volume * 100)}
              onChange={(e) => set("volume")(Number(e.target.value) / 100)}
            />
            <Button onClick={() => playCue(s.volume)} disabled={!s.sound}>
              {t("settings.listen")}
            </Button>
          </Line>
          <Line label={t("settings.voice")}>
            <Segment label={t("settings.voice")} value={s.voice} options={voices} onChange={set("voice")} />
          </Line>
          <Toggle
            label={t("settings.notify")}
            hint={t("settings.notifySays")}
            on={s.notifications}
            onChange={set("notifications")}
          />
          <div className="grid grid-cols-2 gap-3">
            <Field label={t("settings.quietFrom")}>
              <TextInput type="time" value={s.quietFrom} onChange={(e) => set("quietFrom")(e.target.value)} />
            </Field>
            <Field label={t("settings.quietTo")}>
              <TextInput type="time" value={s.quietTo} onChange={(e) => set("quietTo")(e.target.value)} />
            </Field>
          </div>
        </Section>
        <Section title={t("settings.privacy")}>
          <Toggle
            label={t("settings.snippets")}
            hint={t("settings.snippetsSays")}
            on={s.snippets}
            onChange={set("snippets")}
          />
          <Hosts />
        </Section>
        <About version={boot.version} platform={boot.platform} />
      </div>
    </Page>
  );
}
