import { useState } from "react";
import { useTranslation } from "react-i18next";
import { backend, type Connection } from "../../backend";
import { Button } from "../../components/ui/button";
import { Choice, Field, TextInput } from "../../components/ui/field";
import { useAct } from "../../data";
import { useWords } from "../../words";

/** How much of a month's calls is made, how it will end, and what may be made at most: a plan, or any number. */
export function CallBudget({ connection: c }: { connection: Connection }) {
  const { t } = useTranslation();
  const words = useWords();
  const [own, setOwn] = useState<string | null>(null);
  const set = useAct(
    (calls: number) => backend.setCallBudget(c.id, calls),
    () => setOwn(null),
  );
  if (c.callsThisMonth === undefined) return null;
  const plans = c.callPlans ?? [];
  const budget = c.callBudget ?? 0;
  const known = plans.some((p) => p.calls === budget);
  const limit = (calls: number) => (calls > 0 ? t("budget.calls", { calls: words.number(calls) }) : t("budget.none"));
  const choose = (value: string) =>
    value === "own" ? setOwn(budget > 0 ? String(budget) : "") : set.mutate(Number(value));
  const number = Number(own);
  return (
    <div className="mt-2.5 grid gap-1.5">
      {budget > 0 && (
        <meter
          aria-label={t("connections.calls")}
          min={0}
          max={budget}
          high={budget * 0.9}
          value={Math.min(c.callsThisMonth, budget)}
        />
      )}
      <div className="flex flex-wrap items-end gap-x-3 gap-y-2">
        <div className="min-w-48 flex-1 text-xs text-faint">
          {c.callForecast !== undefined && !c.message && (
            <p className="num">{t("budget.forecast", { calls: words.number(c.callForecast) })}</p>
          )}
          <p>{t("budget.says", { title: c.title })}</p>
        </div>
        <Choice
          aria-label={t("budget.plan")}
          value={own !== null ? "own" : String(budget)}
          disabled={set.isPending}
          onChange={(e) => choose(e.target.value)}
        >
          {plans.map((p) => (
            <option key={p.name} value={p.calls}>{`${p.name}: ${limit(p.calls)}`}</option>
          ))}
          {!known && <option value={budget}>{limit(budget)}</option>}
          <option value="own">{t("budget.own")}</option>
        </Choice>
        {own !== null && (
          <form
            className="flex items-end gap-2"
            onSubmit={(e) => {
              e.preventDefault();
              set.mutate(number);
            }}
          >
            <Field label={t("budget.number")}>
              <TextInput
                type="number"
                className="num w-28!"
                min={1}
                max={100_000_000}
                value={own}
                onChange={(e) => setOwn(e.target.value)}
                required
              />
            </Field>
            <Button type="submit" disabled={set.isPending || !(number >= 1)}>
              {t("common.save")}
            </Button>
          </form>
        )}
      </div>
    </div>
  );
}
