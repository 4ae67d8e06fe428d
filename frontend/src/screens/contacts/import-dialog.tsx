import { useQuery } from "@tanstack/react-query";
import { FileSpreadsheet } from "lucide-react";
import { useEffect, useState } from "react";
import { useTranslation } from "react-i18next";
import { backend, type ContactImport } from "../../backend";
import { Button } from "../../components/ui/button";
import { Dialog } from "../../components/ui/dialog";
import { useNotices } from "../../components/ui/notices";
import { Trouble } from "../../components/ui/trouble";
import { useAct } from "../../data";
import { useView } from "../../view";
import { useWords } from "../../words";
import { ColumnChoices } from "./column-choices";
import { type ChosenFile, LARGEST, readFile } from "./import-file";

/** A CSV or XLSX list in place of a sheet: what it has is shown before anything is kept. */
export function ImportDialog({ first, onClose }: { first: File | null; onClose: () => void }) {
  const { t } = useTranslation();
  const { say } = useNotices();
  const [file, setFile] = useState<ChosenFile | null>(null);
  const take = (chosen: File | null | undefined) => {
    if (!chosen) return;
    if (chosen.size > LARGEST) say(t("importList.tooLarge"));
    else void readFile(chosen).then(setFile);
  };
  // biome-ignore lint/correctness/useExhaustiveDependencies: the dropped file is taken once, when it is dropped
  useEffect(() => take(first), [first]);
  return (
    <Dialog open wide onClose={onClose} title={t("importList.title")} about={file ? undefined : t("importList.says")}>
      {file ? (
        <Preview key={file.name + file.modified} file={file} onOther={() => setFile(null)} onClose={onClose} />
      ) : (
        <label
          className="grid cursor-pointer place-items-center gap-2 rounded-l border border-dashed border-edge px-6 py-10 text-center hover:bg-raised has-[:focus-visible]:outline-2 has-[:focus-visible]:outline-focus"
          onDragOver={(e) => e.preventDefault()}
          onDrop={(e) => {
            e.preventDefault();
            e.stopPropagation();
            take(e.dataTransfer.files[0]);
          }}
        >
          <FileSpreadsheet size={28} className="text-sheets" aria-hidden="true" />
          <span className="font-medium">{t("importList.choose")}</span>
          <span className="text-s text-muted">{t("importList.drop")}</span>
          <input
            type="file"
            accept=".csv,.tsv,.txt,.xlsx"
            className="sr-only"
            onChange={(e) => take(e.target.files?.[0])}
          />
        </label>
      )}
    </Dialog>
  );
}

function Preview({ file, onOther, onClose }: { file: ChosenFile; onOther: () => void; onClose: () => void }) {
  const { t } = useTranslation();
  const { campaignId } = useView();
  const { say } = useNotices();
  const [columns, setColumns] = useState<Record<string, string> | null>(null);
  const look = useQuery({
    queryKey: ["import-preview", campaignId, file.name, file.modified, columns],
    queryFn: () => backend.importContactsData(campaignId, { ...file, columns, preview: true }),
    placeholderData: (before) => before,
    gcTime: 0,
  });
  const run = useAct(
    () => backend.importContactsData(campaignId, { ...file, columns, preview: false }),
    (done) => {
      say(t("importList.done", { added: done.imported, updated: done.updated, unchanged: done.unchanged }));
      onClose();
    },
  );
  const found = look.data;
  return (
    <div className="grid gap-3.5">
      <p className="flex items-center gap-2">
        <FileSpreadsheet size={16} className="shrink-0 text-sheets" aria-hidden="true" />
        <bdi className="min-w-0 truncate font-medium">{file.name}</bdi>
        <Button kind="quiet" className="ml-auto" onClick={onOther}>
          {t("importList.other")}
        </Button>
      </p>
      {look.error && <Trouble problem={look.error} />}
      {!found && !look.error && <div className="skeleton h-40" />}
      {found && (
        <>
          <Counts found={found} />
          <ColumnChoices
            headers={found.headers ?? []}
            fields={found.fields ?? []}
            chosen={columns ?? {}}
            onChoose={(field, header) => setColumns({ ...columns, [field]: header })}
          />
          <Problems found={found} />
        </>
      )}
      <div className="flex justify-end gap-2">
        <Button onClick={onClose}>{t("common.cancel")}</Button>
        <Button
          kind="primary"
          disabled={
            !found || Boolean(look.error) || run.isPending || found.imported + found.updated + found.unchanged === 0
          }
          onClick={() => run.mutate(undefined)}
        >
          {t("importList.run", { count: found?.imported ?? 0 })}
        </Button>
      </div>
    </div>
  );
}

function Counts({ found }: { found: ContactImport }) {
  const { t } = useTranslation();
  const counts = (["imported", "updated", "unchanged", "conflicts"] as const).map((key) => [key, found[key]] as const);
  return (
    <dl className="grid grid-cols-4 gap-2.5 max-[620px]:grid-cols-2">
      {counts.map(([key, n]) => (
        <div key={key} className="rounded-m border border-line-soft px-3 py-2">
          <dt className="text-xs text-muted">{t(`importList.${key}`)}</dt>
          <dd className="num text-stat font-semibold">{n}</dd>
        </div>
      ))}
    </dl>
  );
}

const SHOWN = 100;

function Problems({ found }: { found: ContactImport }) {
  const { t } = useTranslation();
  const words = useWords();
  const all = found.problems ?? [];
  if (all.length === 0) return <p className="text-s text-good">{t("importList.noProblems")}</p>;
  return (
    <details className="rounded-m border border-warn/40 px-3 py-2 text-s" open={all.length <= 5}>
      <summary className="cursor-pointer text-warn">{t("importList.problems", { count: all.length })}</summary>
      <ul className="scroll-quiet mt-1.5 max-h-40 overflow-y-auto">
        {all.slice(0, SHOWN).map((p) => (
          <li key={`${p.row}${p.kind}`} className="break-words text-muted">
            <bdi>{words.said(p.message)}</bdi>
          </li>
        ))}
        {all.length > SHOWN && <li>{t("cue.more", { count: all.length - SHOWN })}</li>}
      </ul>
    </details>
  );
}
