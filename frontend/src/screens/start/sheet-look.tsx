import { useQuery } from "@tanstack/react-query";
import { Check, Minus } from "lucide-react";
import { useTranslation } from "react-i18next";
import { backend, type SheetLook as Look } from "../../backend";
import { Button } from "../../components/ui/button";
import { Choice, Field } from "../../components/ui/field";
import { Trouble } from "../../components/ui/trouble";
import { useWords } from "../../words";

/** The fields of a contact, in the order in which a sheet usually has them. */
const fields = ["name", "email", "role", "outlet", "status", "added"] as const;

function Columns({ look }: { look: Look }) {
  const { t } = useTranslation();
  const found = (field: string) =>
    (look.columns ?? [])
      .filter((c) => c.field === field || (field === "name" && /^(first|last)_name$/.test(c.field)))
      .map((c) => c.header)
      .join(" + ");
  return (
    <table className="w-full text-left text-s">
      <caption className="sr-only">{t("sheetLook.columns")}</caption>
      <tbody>
        {fields.map((field) => {
          const header = found(field);
          return (
            <tr key={field} className="border-t border-line-soft first:border-0">
              <th scope="row" className="w-40 py-1.5 font-medium">
                <span className="flex items-center gap-2">
                  {header ? (
                    <Check size={14} className="text-good" aria-hidden="true" />
                  ) : (
                    <Minus size={14} className="text-faint" aria-hidden="true" />
                  )}
                  {t(`sheetLook.field_${field}`)}
                </span>
              </th>
              <td className="py-1.5">
                {header ? <bdi>{header}</bdi> : <span className="text-faint">{t(`sheetLook.no_${field}`)}</span>}
              </td>
            </tr>
          );
        })}
      </tbody>
    </table>
  );
}

interface SheetLookProps {
  spreadsheet: string;
  tab: string;
  busy: boolean;
  onTab: (tab: string) => void;
  onUse: (tab: string) => void;
  onOther: () => void;
}

/** What a contact sheet holds, before it is used: its columns by their headers, how many people, and what is wrong in it. */
export function SheetLook({ spreadsheet, tab, busy, onTab, onUse, onOther }: SheetLookProps) {
  const { t } = useTranslation();
  const words = useWords();
  const {
    data: look,
    error,
    refetch,
  } = useQuery({
    queryKey: ["sheet-look", spreadsheet, tab],
    queryFn: () => backend.lookAtSheet(spreadsheet, tab),
    placeholderData: (before) => before,
  });
  const problems = look?.problems ?? [];
  return (
    <section aria-label={t("sheetLook.title")} className="grid gap-3 rounded-l border border-line bg-surface p-[18px]">
      {error && <Trouble problem={error} onRetry={() => void refetch()} />}
      {!look && !error && <div className="skeleton h-40" role="status" aria-label={t("sheetLook.reading")} />}
      {look && (
        <>
          <div className="flex flex-wrap items-end justify-between gap-3">
            <div className="min-w-0">
              <h2 className="text-l font-semibold">
                <bdi>{look.title}</bdi>
              </h2>
              <p className="text-muted">
                {look.tab ? t("sheetLook.people", { count: look.contacts }) : t("sheetLook.noTab")}
              </p>
            </div>
            {(look.tabs ?? []).length > 1 && (
              <Field label={t("sheetLook.tab")}>
                <Choice value={look.tab} onChange={(e) => onTab(e.target.value)}>
                  {!look.tab && <option value="">{t("sheetLook.choose")}</option>}
                  {look.tabs?.map((name) => (
                    <option key={name} value={name}>
                      {name}
                    </option>
                  ))}
                </Choice>
              </Field>
            )}
          </div>
          {look.tab && <Columns look={look} />}
          {problems.length > 0 && (
            <div className="border-t border-line-soft pt-3">
              <h3 className="text-s font-semibold">{t("sheetLook.problems", { count: problems.length })}</h3>
              <ul className="scroll-quiet mt-1 max-h-32 overflow-y-auto text-s text-muted">
                {problems.map((p) => (
                  <li key={p.why} className="break-words">
                    {words.said(p.why)}
                  </li>
                ))}
              </ul>
            </div>
          )}
        </>
      )}
      <div className="flex flex-wrap justify-end gap-2">
        <Button kind="quiet" onClick={onOther}>
          {t("sheetLook.other")}
        </Button>
        <Button kind="primary" disabled={!look?.tab || busy} onClick={() => onUse(look?.tab ?? "")}>
          {t("sheetLook.use")}
        </Button>
      </div>
    </section>
  );
}
