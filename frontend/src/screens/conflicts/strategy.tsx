import { useId } from "react";
import { useTranslation } from "react-i18next";
import { type ConflictStrategy, supports } from "../../backend";
import { Choice } from "../../components/ui/field";
import { useSettings } from "../settings/use-settings";

const strategies: ConflictStrategy[] = ["ask", "sheet", "mine", "newest"];
const fields = ["status", "role", "outlet", "name", "added"];

/** What is done with a cell that changed on both sides: for all fields, and for one where it shall be otherwise. */
export function Strategy() {
  const { t } = useTranslation();
  const id = useId();
  const { s, set } = useSettings();
  const general = s.conflictStrategy ?? "ask";
  const own = s.conflictFields ?? {};
  if (!supports("SaveSetting")) return null;
  const option = (word: ConflictStrategy) => (
    <option key={word} value={word}>
      {t(`strategy.${word}`)}
    </option>
  );
  return (
    <section className="rounded-l border border-line-soft bg-surface p-[18px]" aria-label={t("strategy.title")}>
      <div className="flex flex-wrap items-center gap-x-4 gap-y-2">
        <div className="min-w-0 flex-1 basis-64">
          <h2 className="font-semibold">{t("strategy.title")}</h2>
          <p className="text-s text-muted">{t(`strategy.${general}Says`)}</p>
        </div>
        <Choice
          aria-label={t("strategy.title")}
          value={general}
          onChange={(e) => set("conflictStrategy")(e.target.value as ConflictStrategy)}
        >
          {strategies.map(option)}
        </Choice>
      </div>
      <details className="mt-2 text-s" open={Object.keys(own).length > 0}>
        <summary className="cursor-pointer text-muted">{t("strategy.perField")}</summary>
        <div className="mt-2 grid gap-x-6 gap-y-2 min-[620px]:grid-cols-2">
          {fields.map((field) => (
            <div key={field} className="grid grid-cols-[6rem_minmax(0,1fr)] items-center gap-2">
              <label htmlFor={`${id}-${field}`}>{t(`field.${field}`)}</label>
              <Choice
                id={`${id}-${field}`}
                value={own[field] ?? ""}
                onChange={(e) => {
                  const next = { ...own };
                  if (e.target.value === "") delete next[field];
                  else next[field] = e.target.value as ConflictStrategy;
                  set("conflictFields")(next);
                }}
              >
                <option value="">{t("strategy.same")}</option>
                {strategies.map(option)}
              </Choice>
            </div>
          ))}
        </div>
      </details>
      <p className="mt-2 text-xs text-faint">{t("strategy.always")}</p>
    </section>
  );
}
