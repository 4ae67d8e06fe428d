import { useState } from "react";
import { useTranslation } from "react-i18next";
import type { Outcome } from "../../backend";
import { Button } from "../../components/ui/button";
import { Chooser } from "../../components/ui/chooser";
import { Field, TextInput } from "../../components/ui/field";
import { useWords } from "../../words";

const outcomes: Outcome[] = ["pitched", "pending", "confirmed", "passed", "do_not_contact", "none"];
const snoozes = [1, 3, 7, 14];

function dayIn(days: number): string {
  const day = new Date();
  day.setDate(day.getDate() + days);
  return `${day.getFullYear()}-${String(day.getMonth() + 1).padStart(2, "0")}-${String(day.getDate()).padStart(2, "0")}`;
}

interface ChooserProps<V> {
  who: string;
  onChoose: (value: V) => void;
  onClose: () => void;
}

export function OutcomeChooser({ who, onChoose, onClose }: ChooserProps<Outcome>) {
  const { t } = useTranslation();
  const options = outcomes.map((value) => ({ value, label: t(`outcome.${value}`), says: t(`outcome.${value}Says`) }));
  return (
    <Chooser
      title={t("outcome.title")}
      about={<bdi>{who}</bdi>}
      options={options}
      onChoose={onChoose}
      onClose={onClose}
    />
  );
}

/** Until when somebody leaves the list; a day is given, in the person's own calendar. */
export function SnoozeChooser({ who, onChoose, onClose }: ChooserProps<string>) {
  const { t } = useTranslation();
  const words = useWords();
  const [day, setDay] = useState(dayIn(2));
  const options = snoozes.map((n) => ({
    value: dayIn(n),
    label: t(`snooze.in${n}`),
    says: words.fullDay(`${dayIn(n)}T12:00:00`),
  }));
  return (
    <Chooser title={t("snooze.title")} about={<bdi>{who}</bdi>} options={options} onChoose={onChoose} onClose={onClose}>
      <form
        className="mt-3 flex items-end gap-2 border-t border-line-soft pt-3"
        onSubmit={(e) => {
          e.preventDefault();
          onChoose(day);
        }}
      >
        <Field label={t("snooze.day")}>
          <TextInput type="date" min={dayIn(1)} value={day} onChange={(e) => setDay(e.target.value)} required />
        </Field>
        <Button type="submit">{t("snooze.until")}</Button>
      </form>
    </Chooser>
  );
}
