import { CircleCheck, CircleX, Clock } from "lucide-react";
import type { ReactNode } from "react";
import { useTranslation } from "react-i18next";
import type { ImportResult } from "../../backend";
import { useWords } from "../../words";
import { usePeriod } from "./use-period";

interface StagedFileProps {
  file: ImportResult;
  /** It would be taken if its period were known. */
  waits?: boolean;
  children?: ReactNode;
}

/** One file: what it is, what it would change, or why it is refused. */
export function StagedFile({ file: f, waits, children }: StagedFileProps) {
  const { t } = useTranslation();
  const words = useWords();
  const period = usePeriod();
  const errors = waits ? [] : (f.errors ?? []);
  const refused = errors.length > 0;
  const Icon = refused ? CircleX : waits ? Clock : CircleCheck;
  const facts = [
    f.kind && t(`import.kind.${f.kind}`, { defaultValue: f.kind }),
    period(f),
    f.rows > 0 && t("import.rows", { count: f.rows }),
    f.artist && t("import.by", { artist: f.artist }),
  ].filter(Boolean);
  return (
    <li className="flex gap-3 border-b border-line-soft px-1 py-3 last:border-0">
      <Icon
        size={16}
        aria-hidden="true"
        className={`mt-0.5 shrink-0 ${refused ? "text-bad" : waits ? "text-warn" : "text-good"}`}
      />
      <div className="min-w-0 flex-1">
        <bdi className="block font-medium break-words">{f.file}</bdi>
        {facts.length > 0 && <p className="text-s break-words text-muted">{facts.join(" · ")}</p>}
        {!refused && !waits && (
          <p className="num text-s">
            {f.imported === 0 ? t("import.allKnown") : t("import.fresh", { count: f.imported })}
            {f.imported > 0 && f.unchanged > 0 && `, ${t("import.known", { rows: words.number(f.unchanged) })}`}
          </p>
        )}
        {errors.map((e) => (
          <p key={e} className="text-s break-words text-bad">
            {t("import.refused")} {f.period === "needed" && !f.from && !f.all ? t("import.noDays") : words.said(e)}
          </p>
        ))}
        {children}
      </div>
    </li>
  );
}
