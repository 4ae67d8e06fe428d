import { useTranslation } from "react-i18next";
import { Button } from "../../components/ui/button";
import { Segment } from "../../components/ui/segment";
import { Toggle } from "../../components/ui/toggle";
import { playCue } from "../../sound";
import { Line, Section } from "./section";
import { useSettings } from "./use-settings";

/** What is heard, and how the Broker speaks. */
export function Sound() {
  const { t } = useTranslation();
  const { s, set } = useSettings();
  const voices = (["plain", "lively"] as const).map((value) => ({ value, label: t(`settings.voice_${value}`) }));
  return (
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
    </Section>
  );
}
