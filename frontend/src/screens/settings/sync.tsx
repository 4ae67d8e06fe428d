import { useTranslation } from "react-i18next";
import { Choice } from "../../components/ui/field";
import { Toggle } from "../../components/ui/toggle";
import { useStatus } from "../../data";
import { Line, Section } from "./section";
import { useSettings } from "./use-settings";

const MINUTES = [5, 15, 30, 60, 180];

/** How often it reads, and what goes on in the background. */
export function Sync() {
  const { t } = useTranslation();
  const { s, set } = useSettings();
  const { data: status } = useStatus();
  return (
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
      <Toggle
        label={t("settings.saveEnergy")}
        hint={[t("settings.saveEnergySays"), status?.saving && t(`settings.saving_${status.saving}`)]
          .filter(Boolean)
          .join(" ")}
        on={s.saveEnergy}
        onChange={set("saveEnergy")}
      />
      <Toggle label={t("settings.login")} on={s.startAtLogin} onChange={set("startAtLogin")} />
    </Section>
  );
}
