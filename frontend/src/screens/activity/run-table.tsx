import { ChevronRight, CircleCheck, CircleX, TriangleAlert } from "lucide-react";
import { Fragment, useState } from "react";
import { useTranslation } from "react-i18next";
import { Link } from "wouter";
import { type LogRow, supports } from "../../backend";
import { useWords } from "../../words";
import { RunChanges } from "./run-changes";

/** What only a new sign-in repairs. */
const signIn = new Set(["needs_sign_in", "scope_missing", "consent_refused"]);

function Status({ row }: { row: LogRow }) {
  const { t } = useTranslation();
  const look =
    row.status === "success"
      ? ([CircleCheck, "text-good"] as const)
      : row.status === "partial"
        ? ([TriangleAlert, "text-warn"] as const)
        : ([CircleX, "text-bad"] as const);
  const [Icon, tone] = look;
  return (
    <span className="inline-flex items-baseline gap-1.5">
      <Icon size={13} aria-hidden="true" className={`${tone} translate-y-[2px]`} />
      {t(`run.${row.status}`, { defaultValue: row.status })}
    </span>
  );
}

const head = "px-2 py-1.5 font-medium whitespace-nowrap";
const right = "num px-2 py-1.5 text-right whitespace-nowrap";

/** Sync runs, newest first: what each read and changed, what it cost, and what went wrong. */
export function RunTable({ rows }: { rows: LogRow[] }) {
  const { t } = useTranslation();
  const words = useWords();
  const [open, setOpen] = useState<LogRow["id"] | null>(null);
  const can = supports("ChangesBetween");
  const count = (n: number | null | undefined) => (n === null || n === undefined ? "—" : words.number(n));
  return (
    <div
      className="scroll-quiet overflow-x-auto rounded-l border border-line-soft bg-surface px-2 pb-2"
      tabIndex={0}
      role="region"
      aria-label={t("activity.runs")}
    >
      <table className="w-full text-left text-s">
        <thead className="text-xs text-muted">
          <tr>
            <th className={head}>{t("activity.when")}</th>
            <th className={head}>{t("activity.source")}</th>
            <th className={head}>{t("activity.status")}</th>
            <th className={head}>{t("activity.trigger")}</th>
            <th className={`${head} text-right`}>{t("activity.took")}</th>
            <th className={`${head} text-right`}>{t("activity.read")}</th>
            <th className={`${head} text-right`}>{t("activity.changed")}</th>
            <th className={`${head} text-right`}>{t("activity.skipped")}</th>
            <th className={`${head} text-right`}>{t("activity.requests")}</th>
            <th className={`${head} text-right`}>{t("activity.units")}</th>
          </tr>
        </thead>
        <tbody>
          {rows.map((r) => (
            <Fragment key={r.id}>
              <tr className="border-t border-line-soft align-baseline">
                <td className="num px-2 py-1.5 whitespace-nowrap">
                  {can && r.syncId ? (
                    <button
                      type="button"
                      aria-expanded={open === r.id}
                      onClick={() => setOpen(open === r.id ? null : r.id)}
                      className="hit -my-1.5 inline-flex items-baseline gap-1 rounded-s px-1 hover:bg-raised"
                    >
                      <ChevronRight
                        size={12}
                        aria-hidden="true"
                        className={`translate-y-[2px] ${open === r.id ? "rotate-90 text-text" : "text-faint"}`}
                      />
                      {words.moment(r.synced_at)}
                      <span className="sr-only">{t("activity.moved")}</span>
                    </button>
                  ) : (
                    words.moment(r.synced_at)
                  )}
                </td>
                <td className="px-2 py-1.5 whitespace-nowrap">
                  {t(`source.${r.integration_type}`, { defaultValue: r.integration_type })}
                </td>
                <td className="px-2 py-1.5">
                  <Status row={r} />
                  {r.error_message && (
                    <span className="block max-w-md min-w-48 text-xs break-words text-muted">
                      {words.said(r.error_message)}
                    </span>
                  )}
                  {r.errorCode && signIn.has(r.errorCode) && (
                    <Link href="/connections" className="text-xs text-info underline">
                      {t("connections.reconnect")}
                    </Link>
                  )}
                </td>
                <td className="px-2 py-1.5 whitespace-nowrap text-muted">
                  {r.trigger ? t(`trigger.${r.trigger}`, { defaultValue: r.trigger }) : "—"}
                </td>
                <td className={right}>
                  {r.sync_duration_ms === null
                    ? "—"
                    : t("activity.seconds", { seconds: words.number(r.sync_duration_ms / 1000) })}
                </td>
                <td className={right}>{count(r.records_synced)}</td>
                <td className={right}>{count(r.changed)}</td>
                <td className={right}>{count(r.unread)}</td>
                <td className={right}>{count(r.requests)}</td>
                <td className={right}>{count(r.quotaUnits)}</td>
              </tr>
              {open === r.id && (
                <tr>
                  <td colSpan={10} className="bg-raised px-3 py-2">
                    <RunChanges row={r} />
                  </td>
                </tr>
              )}
            </Fragment>
          ))}
        </tbody>
      </table>
    </div>
  );
}
