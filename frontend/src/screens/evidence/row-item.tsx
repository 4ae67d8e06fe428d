import type { TFunction } from "i18next";
import { Pencil } from "lucide-react";
import { memo } from "react";
import type { Row } from "../../backend";
import type { Words } from "../../words";
import { RowState } from "./row-state";
import { Why } from "./why";

/** More of a subject than this is never seen: a line of ten thousand signs is laid out for nobody. */
const SHOWN = 300;

const marks = ["probable", "list", "spam"] as const;

interface RowItemProps {
  row: Row;
  t: TFunction;
  words: Words;
}

/**
 * One row of evidence: who, when, what, what it was taken for, and why. Drawn once, however a list around it scrolls. The list
 * asks for the language's words once for all rows: in each row that took longer than the row itself.
 */
export const RowItem = memo(function RowItem({ row, t, words }: RowItemProps) {
  const what = row.what.length > SHOWN ? `${row.what.slice(0, SHOWN)}…` : row.what;
  return (
    <div className="grid grid-cols-[minmax(0,1fr)_auto] gap-x-2.5 gap-y-px">
      <span className="min-w-0 truncate font-[550]" title={row.contact ? `${row.who} → ${row.contact}` : row.who}>
        <bdi>{row.who}</bdi>
        {row.contact && row.contact !== row.who && (
          <>
            {" → "}
            <bdi>{row.contact}</bdi>
          </>
        )}
      </span>
      <span className="num text-xs text-faint">{row.at ? words.moment(row.at) : ""}</span>
      <bdi className="block min-w-0 truncate text-s text-muted" title={what}>
        {what}
      </bdi>
      <RowState state={row.state} t={t} />
      <span className="col-span-full min-w-0 text-xs break-words text-faint">
        {row.adjusted && (
          <span className="mr-1.5 inline-flex items-center gap-1 text-info">
            <Pencil size={10} aria-hidden="true" />
            {t("drawer.corrected")}
          </span>
        )}
        <bdi>
          <Why text={words.said(row.why)} />
          {row.header && !row.why.includes(row.header) && (
            <>
              {row.why && " · "}
              <code className="font-mono text-[0.95em] text-muted">{row.header}</code>
            </>
          )}
        </bdi>
        {row.awayUntil && ` · ${t("drawer.away", { day: words.day(row.awayUntil) })}`}
        {marks.map((mark) => row[mark] && <span key={mark}>{` · ${t(`drawer.${mark}`)}`}</span>)}
      </span>
    </div>
  );
});
