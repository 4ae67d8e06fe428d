import { useTranslation } from "react-i18next";
import { Card } from "../../components/ui/card";
import { Trouble } from "../../components/ui/trouble";
import { useImports } from "../../data";
import { useView } from "../../view";
import { useWords } from "../../words";
import { usePeriod } from "./use-period";

const head = "px-2 py-1.5 font-medium whitespace-nowrap";

/** Where the imported figures come from, file by file. */
export function ImportedFiles() {
  const { t } = useTranslation();
  const words = useWords();
  const period = usePeriod();
  const { campaignId } = useView();
  const { data, error, refetch } = useImports(campaignId);
  if (error) return <Trouble problem={error} onRetry={() => void refetch()} />;
  if (!data) return <div className="skeleton h-24" />;
  return (
    <Card title={t("import.held")} plainTitle>
      {data.length === 0 ? (
        <p className="text-muted">{t("import.heldNone")}</p>
      ) : (
        <div className="scroll-quiet -mx-2 overflow-x-auto" tabIndex={0} role="region" aria-label={t("import.table")}>
          <table className="w-full text-left text-s">
            <thead className="text-xs text-muted">
              <tr>
                <th className={head}>{t("import.file")}</th>
                <th className={head}>{t("import.what")}</th>
                <th className={head}>{t("import.days")}</th>
                <th className={`${head} text-right`}>{t("import.heldRows")}</th>
                <th className={head}>{t("import.cameIn")}</th>
              </tr>
            </thead>
            <tbody>
              {data.map((f) => (
                <tr key={`${f.sha256} ${f.file} ${f.from}`} className="border-t border-line-soft align-top">
                  <td className="max-w-72 px-2 py-1.5 break-words">
                    <bdi>{f.file}</bdi>
                    <span className="block font-mono text-xs text-faint">SHA-256 {f.sha256.slice(0, 12)}…</span>
                  </td>
                  <td className="px-2 py-1.5">
                    {t(`import.kind.${f.kind}`, { defaultValue: f.kind })}
                    {f.artist && (
                      <span className="block text-xs text-muted">
                        <bdi>{f.artist}</bdi>
                      </span>
                    )}
                  </td>
                  <td className="num px-2 py-1.5">{period(f) || "—"}</td>
                  <td className="num px-2 py-1.5 text-right">{words.number(f.rows)}</td>
                  <td className="num px-2 py-1.5 whitespace-nowrap">{words.moment(f.at)}</td>
                </tr>
              ))}
            </tbody>
          </table>
        </div>
      )}
    </Card>
  );
}
