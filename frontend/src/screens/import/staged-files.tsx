import { useTranslation } from "react-i18next";
import { Button } from "../../components/ui/button";
import { Card } from "../../components/ui/card";
import { Field, TextInput } from "../../components/ui/field";
import { PeriodChoice } from "./period-choice";
import { StagedFile } from "./staged-file";
import { type Importing, isRefused } from "./use-import";

/** What would come of the chosen files. Nothing counts before the person says so. */
export function StagedFiles({ importing: i }: { importing: Importing }) {
  const { t } = useTranslation();
  const good = i.files.filter((f) => !isRefused(f));
  const waits = i.files.map((f, at) => f.period === "needed" && !i.periods[at]);
  const waiting = waits.filter(Boolean).length;
  return (
    <Card title={t("import.preview", { count: i.files.length })} hue="spotify" note={t("import.previewSays")}>
      <ul aria-live="polite">
        {i.files.map((f, at) => (
          // biome-ignore lint/suspicious/noArrayIndexKey: two files may have one name, and the order stays
          <StagedFile key={at} file={f} waits={waits[at]}>
            {f.period !== "" && (
              <PeriodChoice
                file={f.file}
                needed={f.period === "needed"}
                onChange={(period) => i.setPeriod(at, period)}
              />
            )}
          </StagedFile>
        ))}
      </ul>
      <div className="mt-3 flex flex-wrap items-end justify-between gap-3">
        <div className="w-72 max-w-full">
          <Field label={t("import.artist")} hint={t("import.artistSays")}>
            <TextInput value={i.artist} maxLength={200} onChange={(e) => i.setArtist(e.target.value)} />
          </Field>
        </div>
        <div className="flex flex-wrap items-center justify-end gap-2">
          {waiting > 0 && <p className="text-s text-warn">{t("import.waiting", { count: waiting })}</p>}
          <Button onClick={i.drop}>{t("common.cancel")}</Button>
          <Button kind="primary" onClick={i.confirm} disabled={i.busy || good.length === 0}>
            {good.length < i.files.length
              ? t("import.confirmSome", { good: good.length, all: i.files.length })
              : t("import.confirm", { count: good.length })}
          </Button>
        </div>
      </div>
    </Card>
  );
}
