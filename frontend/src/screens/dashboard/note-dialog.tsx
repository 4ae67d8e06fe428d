import { useState } from "react";
import { useTranslation } from "react-i18next";
import { backend } from "../../backend";
import { Button } from "../../components/ui/button";
import { Dialog } from "../../components/ui/dialog";
import { Field, TextInput } from "../../components/ui/field";
import { useAct } from "../../data";
import { useView } from "../../view";

/** Writes a word beside a day: "Single out". */
export function NoteDialog({ open, onClose }: { open: boolean; onClose: () => void }) {
  const { t } = useTranslation();
  const { campaignId } = useView();
  const [text, setText] = useState("");
  const [day, setDay] = useState(() => new Date().toISOString().slice(0, 10));
  const save = useAct(backend.saveAnnotation, () => {
    setText("");
    onClose();
  });
  return (
    <Dialog open={open} onClose={onClose} title={t("trend.noteTitle")} about={t("trend.noteSays")}>
      <form
        className="grid gap-3"
        onSubmit={(e) => {
          e.preventDefault();
          save.mutate({ id: "", at: new Date(`${day}T12:00:00`).toISOString(), text: text.trim(), campaignId });
        }}
      >
        <Field label={t("trend.noteDay")}>
          <TextInput type="date" value={day} onChange={(e) => setDay(e.target.value)} required />
        </Field>
        <Field label={t("trend.noteText")}>
          <TextInput value={text} onChange={(e) => setText(e.target.value)} maxLength={80} required />
        </Field>
        <div className="flex justify-end gap-2">
          <Button onClick={onClose}>{t("common.cancel")}</Button>
          <Button kind="primary" type="submit" disabled={!text.trim() || save.isPending}>
            {t("common.save")}
          </Button>
        </div>
      </form>
    </Dialog>
  );
}
