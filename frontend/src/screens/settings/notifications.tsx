import { useTranslation } from "react-i18next";
import { Field, TextInput } from "../../components/ui/field";
import { Toggle } from "../../components/ui/toggle";
import { Section } from "./section";
import { useSettings } from "./use-settings";

/** What it tells of while the window is closed, and when it keeps quiet. */
export function Notifications() {
  const { t } = useTranslation();
  const { s, set } = useSettings();
  return (
    <Section title={t("settings.notifications")}>
      <Toggle
        label={t("settings.notify")}
        hint={t("settings.notifySays")}
        on={s.notifications}
        onChange={set("notifications")}
      />
      <Toggle label={t("settings.digest")} hint={t("settings.digestSays")} on={s.digest} onChange={set("digest")} />
      <div className="grid grid-cols-2 gap-3">
        <Field label={t("settings.quietFrom")}>
          <TextInput type="time" value={s.quietFrom} onChange={(e) => set("quietFrom")(e.target.value)} />
        </Field>
        <Field label={t("settings.quietTo")}>
          <TextInput type="time" value={s.quietTo} onChange={(e) => set("quietTo")(e.target.value)} />
        </Field>
      </div>
    </Section>
  );
}
