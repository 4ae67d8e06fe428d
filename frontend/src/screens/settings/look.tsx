import { useTranslation } from "react-i18next";
import { Segment } from "../../components/ui/segment";
import { Toggle } from "../../components/ui/toggle";
import { useSingleKeys } from "../../keys";
import { Line, Section } from "./section";
import { useSettings } from "./use-settings";

/** How the window looks and reads. */
export function Look() {
  const { t } = useTranslation();
  const { s, set } = useSettings();
  const [single, setSingle] = useSingleKeys();
  const themes = (["system", "dark", "light", "contrast"] as const).map((value) => ({
    value,
    label: t(`settings.theme_${value}`),
  }));
  const languages = (["system", "en", "de"] as const).map((value) => ({
    value,
    label: t(`settings.language_${value}`),
  }));
  return (
    <Section title={t("settings.look")}>
      <Line label={t("settings.theme")}>
        <Segment label={t("settings.theme")} value={s.theme} options={themes} onChange={set("theme")} />
      </Line>
      <Line label={t("settings.language")}>
        <Segment label={t("settings.language")} value={s.language} options={languages} onChange={set("language")} />
      </Line>
      <Toggle label={t("settings.keys")} hint={t("settings.keysSays")} on={single} onChange={setSingle} />
    </Section>
  );
}
