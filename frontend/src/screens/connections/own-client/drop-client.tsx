import { FileJson } from "lucide-react";
import { type DragEvent, useState } from "react";
import { useTranslation } from "react-i18next";
import { backend, type ClientCheck, problemOf } from "../../../backend";
import { cx } from "../../../components/ui/cx";
import { useNotices } from "../../../components/ui/notices";

/** A client file is about 400 bytes; more than this is another file. */
const LARGEST = 64 * 1024;

interface DropClientProps {
  found: ClientCheck | null;
  onFound: (found: ClientCheck | null, json: string) => void;
}

/** Takes the JSON that Google's console downloads: dropped, chosen or pasted. */
export function DropClient({ found, onFound }: DropClientProps) {
  const { t } = useTranslation();
  const { trouble } = useNotices();
  const [over, setOver] = useState(false);
  const take = async (text: string) => {
    if (!text.trim()) return onFound(null, "");
    try {
      const check = await backend.checkClient(text);
      onFound(check, check.ok ? text : "");
    } catch (reason) {
      trouble(problemOf(reason));
    }
  };
  const takeFile = async (file: File | undefined) => {
    if (file) await take(file.size > LARGEST ? "-" : await file.text());
  };
  const drop = (event: DragEvent) => {
    event.preventDefault();
    setOver(false);
    void takeFile(event.dataTransfer.files[0]);
  };
  return (
    // biome-ignore lint/a11y/noStaticElementInteractions: dropping is one way of three; the others are a button and a field
    <div
      onDragOver={(e) => {
        e.preventDefault();
        setOver(true);
      }}
      onDragLeave={() => setOver(false)}
      onDrop={drop}
      className={cx(
        "flex flex-wrap items-center gap-2 rounded-m border border-dashed p-2.5",
        over ? "border-accent bg-raised" : found?.ok ? "border-good" : "border-edge",
      )}
    >
      <FileJson size={18} className="shrink-0 text-muted" aria-hidden="true" />
      <span className="text-s text-muted">{t("wizard.drop")}</span>
      <label className="hit inline-flex items-center rounded-m border border-line bg-raised px-[11px] py-[5px] text-s font-medium hover:border-edge has-[:focus-visible]:outline-2 has-[:focus-visible]:outline-focus">
        {t("wizard.choose")}
        <input
          type="file"
          accept="application/json,.json"
          className="sr-only"
          onChange={(e) => void takeFile(e.target.files?.[0])}
        />
      </label>
      <textarea
        aria-label={t("wizard.paste")}
        placeholder={t("wizard.paste")}
        rows={1}
        spellCheck={false}
        autoComplete="off"
        maxLength={LARGEST}
        onChange={(e) => void take(e.target.value)}
        className="min-h-[34px] min-w-40 flex-1 rounded-m border border-edge bg-bg px-2.5 py-1.5 font-mono text-xs"
      />
    </div>
  );
}
