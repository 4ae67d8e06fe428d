import { TriangleAlert } from "lucide-react";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { backend, type SheetColumns } from "../../backend";
import { Button } from "../../components/ui/button";
import { Dialog } from "../../components/ui/dialog";
import { useNotices } from "../../components/ui/notices";
import { useAct } from "../../data";
import { useView } from "../../view";
import { ColumnChoices } from "./column-choices";

/** Says that the columns of the sheet changed, and what hangs on the answer. */
export function ColumnsBar({ columns, onChoose }: { columns: SheetColumns; onChoose: () => void }) {
  const { t } = useTranslation();
  const { campaignId } = useView();
  const { say } = useNotices();
  const confirm = useAct(
    () => backend.confirmColumns(campaignId),
    () => say(t("columns.agreed")),
  );
  if ((columns.changed ?? []).length === 0) return null;
  return (
    <div
      role="alert"
      className="flex flex-wrap items-center gap-x-3 gap-y-2 rounded-l border border-warn/50 bg-surface px-4 py-2.5"
    >
      <TriangleAlert size={16} className="shrink-0 text-warn" aria-hidden="true" />
      <p className="min-w-0 flex-1 basis-72 break-words">
        <strong className="font-semibold">{t("columns.changed")}</strong> <bdi>{columns.said}.</bdi>{" "}
        <span className="text-muted">{t("columns.stops", { count: columns.waiting })}</span>
      </p>
      <Button kind="primary" disabled={confirm.isPending} onClick={() => confirm.mutate(undefined)}>
        {t("columns.right")}
      </Button>
      <Button onClick={onChoose}>{t("columns.choose")}</Button>
    </div>
  );
}

/** Which column of the sheet holds what: shown, corrected by hand, and kept. */
export function ColumnsDialog({ columns, onClose }: { columns: SheetColumns; onClose: () => void }) {
  const { t } = useTranslation();
  const { campaignId } = useView();
  const { say } = useNotices();
  const before = columns.chosen ?? {};
  const [chosen, setChosen] = useState<Record<string, string>>(before);
  const save = useAct(
    (wanted: Record<string, string>) => backend.chooseColumns(campaignId, wanted),
    () => {
      say(t("columns.kept"));
      onClose();
    },
  );
  return (
    <Dialog
      open
      wide
      onClose={onClose}
      title={t("columns.title")}
      about={t(columns.source === "file" ? "columns.aboutFile" : "columns.about", {
        title: columns.title,
        tab: columns.tab,
        row: columns.headerRow,
      })}
    >
      {columns.said && (
        <p className="mb-3 rounded-m border border-warn/50 px-3 py-2 text-s">
          {t("columns.changed")} <bdi>{columns.said}.</bdi>
        </p>
      )}
      <ColumnChoices
        headers={columns.headers ?? []}
        fields={columns.fields ?? []}
        chosen={chosen}
        onChoose={(field, header) => setChosen({ ...chosen, [field]: header })}
      />
      <div className="mt-4 flex flex-wrap justify-end gap-2">
        <Button
          kind="quiet"
          className="mr-auto"
          disabled={save.isPending || Object.keys(chosen).length === 0}
          onClick={() => save.mutate({})}
        >
          {t("columns.automatic")}
        </Button>
        <Button onClick={onClose}>{t("common.cancel")}</Button>
        <Button kind="primary" disabled={save.isPending} onClick={() => save.mutate(chosen)}>
          {t("columns.save")}
        </Button>
      </div>
    </Dialog>
  );
}
