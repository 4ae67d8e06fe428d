import { useState } from "react";
import { useTranslation } from "react-i18next";
import { type Annotation, backend } from "../../backend";
import { Button } from "../../components/ui/button";
import { Dialog } from "../../components/ui/dialog";
import { Field, TextInput } from "../../components/ui/field";
import { useAct } from "../../data";
import { useView } from "../../view";

const pad = (n: number) => String(n).padStart(2, "0");

/** A moment's day in the person's own calendar, as a date field wants it. */
function dayOf(at: Date): string {
  return `${at.getFullYear()}-${pad(at.getMonth() + 1)}-${pad(at.getDate())}`;
}

/** Writes a word beside a day ("Single out"), or changes or takes away one that is there. */
export function NoteDialog({ note, onClose }: { note?: Annotation; onClose: () => void }) {
  const { t } = useTranslation();
  const { campaignId } = useView();
  const [text, setText] = useState(note?.text ?? "");
  const [day, setDay] = useState(() => dayOf(note ? new Date(note.at) : new Date()));
  const save = useAct(backend.saveAnnotation, onClose);
  const remove = useAct(backend.deleteAnnotation, onClose);
  return (
    <Dialog open onClose={onClose} title={t(note ? "trend.noteChange" : "trend.noteTitle")} about={t("trend.noteSays")}>
      <form
        className="grid gap-3"
        onSubmit={(e) => {
          e.preventDefault();
          const at = new Date(`${day}T12:00:00`).toISOString();
          save.mutate({ id: note?.id ?? "", at, text: text.trim(), campaignId });
        }}
      >
        <Field label={t("trend.noteDay")}>
          <TextInput type="date" value={day} onChange={(e) => setDay(e.target.value)} required />
        </Field>
        <Field label={t("trend.noteText")}>
          <TextInput value={text} onChange={(e) => setText(e.target.value)} maxLength={80} required />
        </Field>
        <div className="flex flex-wrap justify-end gap-2">
          {note && (
            <Button className="mr-auto" disabled={remove.isPending} onClick={() => remove.mutate(note.id)}>
              {t("trend.noteDelete")}
            </Button>
          )}
          <Button onClick={onClose}>{t("common.cancel")}</Button>
          <Button kind="primary" type="submit" disabled={!text.trim() || save.isPending}>
            {t("common.save")}
          </Button>
        </div>
      </form>
    </Dialog>
  );
}
