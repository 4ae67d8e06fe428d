import { FolderSearch } from "lucide-react";
import { useTranslation } from "react-i18next";
import { backend } from "../../backend";
import { Button } from "../../components/ui/button";
import { Card } from "../../components/ui/card";
import { Trouble } from "../../components/ui/trouble";
import { useAct, useImportFolder } from "../../data";
import { useWords } from "../../words";

const SHOWN = 20;

/** A folder whose new exports come in by themselves, and what became of each file there. */
export function WatchedFolder() {
  const { t } = useTranslation();
  const words = useWords();
  const { data, error, refetch } = useImportFolder();
  const watch = useAct(backend.watchFolder);
  const stop = useAct(backend.unwatchFolder);
  if (error) return <Trouble problem={error} onRetry={() => void refetch()} />;
  if (!data) return <div className="skeleton h-24" />;
  const files = data.folder ? (data.files ?? []).slice(0, SHOWN) : [];
  return (
    <Card title={t("import.folder")} plainTitle>
      <p className="text-muted">{t("import.folderSays")}</p>
      <div className="mt-2 flex flex-wrap items-center gap-2">
        {data.folder && <bdi className="min-w-0 basis-full font-mono text-s break-all">{data.folder}</bdi>}
        <Button onClick={() => watch.mutate(undefined)} disabled={watch.isPending}>
          <FolderSearch aria-hidden="true" />
          {data.folder ? t("import.folderOther") : t("import.folderChoose")}
        </Button>
        {data.folder && (
          <Button kind="quiet" onClick={() => stop.mutate(undefined)} disabled={stop.isPending}>
            {t("import.folderStop")}
          </Button>
        )}
      </div>
      {data.folder && files.length === 0 && <p className="mt-2 text-s text-faint">{t("import.folderEmpty")}</p>}
      <ul className="mt-1">
        {files.map((f) => (
          <li key={`${f.file} ${f.at}`} className="border-b border-line-soft py-2 text-s last:border-0">
            <span className="flex flex-wrap justify-between gap-x-3">
              <bdi className="min-w-0 break-words">{f.file}</bdi>
              <span className="num text-faint">{words.moment(f.at)}</span>
            </span>
            <span className={f.error ? "break-words text-bad" : "text-muted"}>
              {f.error
                ? `${t("import.refused")} ${words.said(f.error)}`
                : t("import.watched", {
                    fresh: words.number(f.imported),
                    known: words.number(f.unchanged),
                    campaign: f.campaign,
                  })}
            </span>
          </li>
        ))}
      </ul>
    </Card>
  );
}
