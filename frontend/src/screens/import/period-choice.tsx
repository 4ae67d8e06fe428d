import { useId, useState } from "react";
import { useTranslation } from "react-i18next";
import { Field, TextInput } from "../../components/ui/field";

interface PeriodChoiceProps {
  file: string;
  needed: boolean;
  onChange: (period: string) => void;
}

/** Asks which days a file's figures are of, where the file does not say. */
export function PeriodChoice({ file, needed, onChange }: PeriodChoiceProps) {
  const { t } = useTranslation();
  const id = useId();
  const [from, setFrom] = useState("");
  const [to, setTo] = useState("");
  const [all, setAll] = useState(false);
  const tell = (next: { from?: string; to?: string; all?: boolean }) => {
    const days = { from, to, all, ...next };
    setFrom(days.from);
    setTo(days.to);
    setAll(days.all);
    onChange(days.all ? "all" : days.from && days.to ? `${days.from}..${days.to}` : "");
  };
  return (
    <fieldset className="mt-2 grid gap-2 rounded-m border border-line-soft px-3 py-2">
      <legend className="px-1 text-s font-medium">
        {needed ? t("import.periodNeeded") : t("import.periodOptional")} <span className="sr-only">{file}</span>
      </legend>
      <div className="flex flex-wrap items-end gap-3">
        <Field label={t("import.from")}>
          <TextInput
            type="date"
            value={from}
            max={to}
            disabled={all}
            onChange={(e) => tell({ from: e.target.value })}
          />
        </Field>
        <Field label={t("import.to")}>
          <TextInput type="date" value={to} min={from} disabled={all} onChange={(e) => tell({ to: e.target.value })} />
        </Field>
        <label htmlFor={id} className="flex min-h-[34px] items-center gap-2">
          <input
            id={id}
            type="checkbox"
            className="check"
            checked={all}
            onChange={(e) => tell({ all: e.target.checked })}
          />
          {t("import.allTime")}
        </label>
      </div>
      <p className="text-xs text-faint">{t("import.periodSays")}</p>
    </fieldset>
  );
}
