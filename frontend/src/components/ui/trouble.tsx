import { TriangleAlert } from "lucide-react";
import { useTranslation } from "react-i18next";
import type { Problem } from "../../backend";
import { useWords } from "../../words";
import { Button } from "./button";

/** A failure in place of what it kept from showing: its sentence, and a way on. */
export function Trouble({ problem, onRetry }: { problem: Problem; onRetry?: () => void }) {
  const { t } = useTranslation();
  return (
    <div role="alert" className="flex items-center gap-3 rounded-l border border-bad/50 bg-surface px-4 py-3">
      <TriangleAlert size={18} className="shrink-0 text-bad" aria-hidden="true" />
      <p className="min-w-0 flex-1 break-words">{useWords().said(problem.message) || t("error.unnamed")}</p>
      {onRetry && <Button onClick={onRetry}>{t("common.tryAgain")}</Button>}
    </div>
  );
}
