import { useTranslation } from "react-i18next";
import type { CheckRow } from "../../backend";
import { useWords } from "../../words";

/** What the service has against what is held, difference by difference. */
export function CheckResult({ rows }: { rows: CheckRow[] }) {
  const { t } = useTranslation();
  const words = useWords();
  return (
    <div role="status" className="mt-3 rounded-m border border-line bg-raised px-3 py-2 text-s">
      {rows.map((r) => {
        const missing = r.missing ?? [];
        const extra = r.extra ?? [];
        const explained = r.explained ?? [];
        const equal = missing.length === 0 && extra.length === 0;
        return (
          <div key={r.source}>
            <strong className={equal ? "text-good" : "text-warn"}>
              {equal ? t("check.equal") : t("check.differs")}
            </strong>{" "}
            {t("check.counts", { theirs: words.number(r.theirs), held: words.number(r.held) })}
            {explained.length > 0 && ` ${t("check.explained", { count: explained.length })}`}
            {!equal && (
              <ul className="mt-1 max-h-40 list-inside list-disc overflow-y-auto break-words text-muted">
                {missing.slice(0, 100).map((id) => (
                  <li key={`m${id}`}>{t("check.missing", { id })}</li>
                ))}
                {extra.slice(0, 100).map((id) => (
                  <li key={`e${id}`}>{t("check.extra", { id })}</li>
                ))}
              </ul>
            )}
          </div>
        );
      })}
    </div>
  );
}
