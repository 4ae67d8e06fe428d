import { FileText } from "lucide-react";
import { useMemo, useState } from "react";
import { useTranslation } from "react-i18next";
import { type AddResult, backend } from "../../backend";
import { Button } from "../../components/ui/button";
import { Dialog } from "../../components/ui/dialog";
import { Field } from "../../components/ui/field";
import { useNotices } from "../../components/ui/notices";
import { useAct } from "../../data";
import { useView } from "../../view";
import { useWords } from "../../words";
import { peopleIn } from "./csv-rows";

const LARGEST = 5 * 1024 * 1024;

/** Adds people: typed, pasted from a spreadsheet, or from a CSV file; refused rows are named. */
export function AddDialog({ onClose }: { onClose: () => void }) {
  const { t } = useTranslation();
  const words = useWords();
  const { campaignId } = useView();
  const { say } = useNotices();
  const [text, setText] = useState("");
  const [refused, setRefused] = useState<AddResult["errors"]>([]);
  const people = useMemo(() => peopleIn(text), [text]);
  const add = useAct(
    () => backend.addContacts(campaignId, people),
    (result) => {
      if (result.added > 0) say(t("contacts.added_people", { count: result.added }));
      if ((result.errors ?? []).length === 0) onClose();
      else setRefused(result.errors);
    },
  );
  const take = async (file: File | undefined) => {
    if (!file) return;
    if (file.size > LARGEST) say(t("contacts.tooLarge"));
    else setText(await file.text());
  };
  return (
    <Dialog open wide onClose={onClose} title={t("contacts.add")} about={t("contacts.addSays")}>
      <form
        className="grid gap-3"
        onDragOver={(e) => e.preventDefault()}
        onDrop={(e) => {
          e.preventDefault();
          void take(e.dataTransfer.files[0]);
        }}
        onSubmit={(e) => {
          e.preventDefault();
          add.mutate(undefined);
        }}
      >
        <Field label={t("contacts.list")} hint={t("contacts.listSays")}>
          <textarea
            rows={7}
            spellCheck={false}
            value={text}
            onChange={(e) => setText(e.target.value)}
            className="w-full rounded-m border border-edge bg-bg px-2.5 py-1.5 font-mono text-s"
            placeholder="Jo Bell, jo@radio.example, Producer"
          />
        </Field>
        {(refused ?? []).length > 0 && (
          <ul role="alert" className="max-h-40 overflow-y-auto rounded-m border border-bad/50 px-3 py-2 text-s">
            {(refused ?? []).map((r) => (
              <li key={r.index}>
                <bdi>{r.email || t("contacts.row", { row: r.index + 1 })}</bdi>: {words.said(r.message)}
              </li>
            ))}
          </ul>
        )}
        <div className="flex flex-wrap items-center justify-end gap-2">
          <label className="hit mr-auto inline-flex items-center gap-2 rounded-m border border-line bg-raised px-2.5 py-1 text-s has-[:focus-visible]:outline-2 has-[:focus-visible]:outline-focus">
            <FileText size={14} aria-hidden="true" />
            {t("contacts.file")}
            <input
              type="file"
              accept=".csv,.tsv,.txt,text/csv"
              className="sr-only"
              onChange={(e) => void take(e.target.files?.[0])}
            />
          </label>
          <Button onClick={onClose}>{t("common.cancel")}</Button>
          <Button type="submit" kind="primary" disabled={people.length === 0 || add.isPending}>
            {t("contacts.addCount", { count: people.length })}
          </Button>
        </div>
      </form>
    </Dialog>
  );
}
