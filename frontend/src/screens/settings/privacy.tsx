import { useTranslation } from "react-i18next";
import { Toggle } from "../../components/ui/toggle";
import { Hosts } from "./hosts";
import { Section } from "./section";
import { useSettings } from "./use-settings";

/** What is kept of mails, and whom the program talked to. */
export function Privacy() {
  const { t } = useTranslation();
  const { s, set } = useSettings();
  return (
    <Section title={t("settings.privacy")}>
      <Toggle
        label={t("settings.snippets")}
        hint={t("settings.snippetsSays")}
        on={s.snippets}
        onChange={set("snippets")}
      />
      <Hosts />
    </Section>
  );
}
