import { useId, useState } from "react";
import { useTranslation } from "react-i18next";
import type { MirrorStatus, MirrorTable } from "../../../backend";
import { cx } from "../../../components/ui/cx";
import { useWords } from "../../../words";

/** A cell just as it leaves, in no other language: null is said, what is an object is its JSON. */
function cell(value: unknown): string {
  if (value === null || value === undefined) return "null";
  return typeof value === "object" ? JSON.stringify(value) : String(value);
}

/** The very rows that leave next, table by table, before anything is switched on. */
export function Leaving({ status }: { status: MirrorStatus }) {
  const { t } = useTranslation();
  const words = useWords();
  const [chosen, setChosen] = useState("campaign_results");
  const tables = status.tables ?? [];
  const shown = tables.find((x) => x.table === chosen) ?? tables[0];
  if (!shown) return null;
  return (
    <section aria-label={t("mirror.leaving")} className="grid min-w-0 gap-2.5">
      <h3 className="font-medium">
        {status.on ? t("mirror.waits", { count: status.waiting }) : t("mirror.wouldLeave", { count: status.waiting })}
      </h3>
      <p className="text-s text-muted">{status.addresses ? t("mirror.neverButOwn") : t("mirror.never")}</p>
      <fieldset className="flex flex-wrap gap-1.5">
        <legend className="sr-only">{t("mirror.table")}</legend>
        {tables.map((x) => (
          <label
            key={x.table}
            className={cx(
              "hit relative inline-flex items-center gap-1.5 rounded-m border px-2.5 py-1 text-s",
              "has-[:focus-visible]:outline-2 has-[:focus-visible]:outline-focus",
              x.table === shown.table ? "border-accent text-text" : "border-line text-muted hover:text-text",
            )}
          >
            <input
              type="radio"
              name="mirror-table"
              className="absolute inset-0 opacity-0"
              checked={x.table === shown.table}
              onChange={() => setChosen(x.table)}
            />
            {t(`mirror.table_${x.table}`, { defaultValue: x.table })}
            <span className="num text-xs text-muted">{words.number(x.waiting)}</span>
          </label>
        ))}
      </fieldset>
      <Rows table={shown} />
    </section>
  );
}

const isID = (column: string) => column === "id" || column.endsWith("_id");

function Rows({ table }: { table: MirrorTable }) {
  const { t } = useTranslation();
  const id = useId();
  const rows = table.rows ?? [];
  const first = rows[0];
  if (!first) return <p className="text-s text-muted">{t("mirror.nothing")}</p>;
  // What says something stands first; ids are long and say little.
  const columns = Object.keys(first).sort((a, b) => Number(isID(a)) - Number(isID(b)));
  const more = table.waiting - rows.length;
  return (
    <>
      <section
        aria-labelledby={id}
        tabIndex={0}
        className="max-h-72 min-w-0 overflow-auto rounded-m border border-line-soft"
      >
        <table className="text-left font-mono text-xs">
          <caption id={id} className="sr-only">
            {table.table}
          </caption>
          <thead className="sticky top-0 bg-raised text-muted">
            <tr>
              {columns.map((c) => (
                <th key={c} scope="col" className="px-2.5 py-1.5 font-medium whitespace-nowrap">
                  {c}
                </th>
              ))}
            </tr>
          </thead>
          <tbody translate="no">
            {rows.map((r) => (
              <tr key={String(r.id)} className="border-t border-line-soft">
                {columns.map((c) => {
                  const text = cell(r[c]);
                  return (
                    <td key={c} className={cx("px-2.5 py-1 whitespace-nowrap", r[c] === null && "text-faint")}>
                      <bdi>{text}</bdi>
                    </td>
                  );
                })}
              </tr>
            ))}
          </tbody>
        </table>
      </section>
      {more > 0 && <p className="text-xs text-muted">{t("mirror.more", { count: more })}</p>}
    </>
  );
}
