import { useId } from "react";
import { useTranslation } from "react-i18next";
import type { ColumnField } from "../../backend";
import { Choice } from "../../components/ui/field";

interface ColumnChoicesProps {
  headers: string[];
  fields: ColumnField[];
  chosen: Record<string, string>;
  onChoose: (field: string, header: string) => void;
}

/** The letters of a column, as a sheet shows them. */
export function letters(index: number): string {
  return (index >= 26 ? letters(Math.floor(index / 26) - 1) : "") + String.fromCharCode(65 + (index % 26));
}

/** Which column holds which field: as it was found, to be corrected. */
export function ColumnChoices({ headers, fields, chosen, onChoose }: ColumnChoicesProps) {
  const { t } = useTranslation();
  const id = useId();
  return (
    <div className="grid gap-x-4 gap-y-1.5 min-[620px]:grid-cols-2">
      {fields.map(({ field, column }) => {
        const said = chosen[field];
        const value = said ?? column?.header ?? "";
        return (
          <div key={field} className="grid grid-cols-[7.5rem_minmax(0,1fr)] items-center gap-2 text-s">
            <label htmlFor={`${id}-${field}`} className="min-w-0">
              <span className="block truncate font-medium">{t(`column.${field}`)}</span>
              <span className="block truncate text-xs text-faint">
                {said !== undefined ? t("columns.yours") : column ? t("columns.byName") : t("columns.none")}
              </span>
            </label>
            <Choice
              id={`${id}-${field}`}
              value={value}
              onChange={(e) => onChoose(field, e.target.value)}
              className="min-w-0 w-full"
            >
              <option value="">{t("columns.noColumn")}</option>
              {headers.map((h, i) => {
                const key = `${letters(i)} ${h}`;
                return h === "" ? null : (
                  <option key={key} value={h}>
                    {`${letters(i)} · ${h}`}
                  </option>
                );
              })}
              {value !== "" && !headers.includes(value) && <option value={value}>{value}</option>}
            </Choice>
          </div>
        );
      })}
    </div>
  );
}
