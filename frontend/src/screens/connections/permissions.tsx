import { Check, X } from "lucide-react";
import { useTranslation } from "react-i18next";
import type { Permission } from "../../backend";
import { useWords } from "../../words";

interface PermissionsProps {
  granted: string[];
  missing: string[];
  all: Permission[];
}

/** Which permissions this account gave, in words, and what is lost without the others. */
export function Permissions({ granted, missing, all }: PermissionsProps) {
  const { t } = useTranslation();
  const words = useWords();
  const known =
    all.length > 0
      ? all
      : [...granted, ...missing].map((scope) => ({ scope, gives: scope, without: "", required: false }));
  if (known.length === 0) return null;
  return (
    <ul className="mt-3 grid gap-1 border-t border-line-soft pt-2.5 text-s" aria-label={t("connections.permissions")}>
      {known.map((p) => {
        const lost = missing.some((m) => p.scope === m || p.scope.split(" ").includes(m));
        return (
          <li key={p.scope} className="flex items-start gap-2">
            {lost ? (
              <X size={13} className="mt-0.5 shrink-0 text-bad" aria-hidden="true" />
            ) : (
              <Check size={13} className="mt-0.5 shrink-0 text-good" aria-hidden="true" />
            )}
            <span className="min-w-0 break-words text-muted">
              <span className="sr-only">{lost ? t("connections.notGiven") : t("connections.given")}: </span>
              {words.said(p.gives)}
              {lost && p.without && (
                <span className="block text-xs text-faint">
                  {t("connections.without", { what: words.said(p.without) })}
                </span>
              )}
            </span>
          </li>
        );
      })}
    </ul>
  );
}
