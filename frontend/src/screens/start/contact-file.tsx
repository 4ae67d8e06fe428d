import { FileSpreadsheet } from "lucide-react";
import { type DragEvent, useState } from "react";
import { useTranslation } from "react-i18next";
import { cx } from "../../components/ui/cx";

/** The program takes no larger list. */
const LARGEST = 20 << 20;

/** The bytes of a file as they cross to the program. */
export async function base64Of(file: File): Promise<string> {
  const bytes = new Uint8Array(await file.arrayBuffer());
  let text = "";
  for (let at = 0; at < bytes.length; at += 0x8000) text += String.fromCharCode(...bytes.subarray(at, at + 0x8000));
  return btoa(text);
}

/** Takes a list of contacts: dropped or chosen, CSV or a workbook. */
export function ContactFile({ file, onFile }: { file: File | null; onFile: (file: File | null) => void }) {
  const { t } = useTranslation();
  const [over, setOver] = useState(false);
  const [problem, setProblem] = useState("");
  const take = (chosen: File | undefined) => {
    if (!chosen) return;
    const bad = !/\.(csv|tsv|txt|xlsx)$/i.test(chosen.name)
      ? t("contactFile.kind")
      : chosen.size > LARGEST
        ? t("contactFile.large")
        : "";
    setProblem(bad);
    onFile(bad ? null : chosen);
  };
  const drop = (event: DragEvent) => {
    event.preventDefault();
    setOver(false);
    take(event.dataTransfer.files[0]);
  };
  return (
    <div>
      {/* biome-ignore lint/a11y/noStaticElementInteractions: dropping is one way of two; the other is a button */}
      <div
        onDragOver={(e) => {
          e.preventDefault();
          setOver(true);
        }}
        onDragLeave={() => setOver(false)}
        onDrop={drop}
        className={cx(
          "flex flex-wrap items-center gap-3 rounded-l border border-dashed px-4 py-5",
          over ? "border-accent bg-raised" : file ? "border-good" : "border-edge",
        )}
      >
        <FileSpreadsheet className="text-accent" aria-hidden="true" />
        <span className="min-w-0 flex-1">
          <strong className="block font-semibold">
            {file ? <bdi className="break-all">{file.name}</bdi> : t("contactFile.drop")}
          </strong>
          <span className="text-s text-muted">{t("contactFile.says")}</span>
        </span>
        <label className="hit inline-flex items-center rounded-m border border-line bg-raised px-[11px] py-[5px] text-s font-medium hover:border-edge has-[:focus-visible]:outline-2 has-[:focus-visible]:outline-focus">
          {t("contactFile.choose")}
          <input
            type="file"
            accept=".csv,.tsv,.txt,.xlsx"
            className="sr-only"
            onChange={(e) => take(e.target.files?.[0])}
          />
        </label>
      </div>
      <p role="status" className="mt-1 text-s text-bad">
        {problem}
      </p>
    </div>
  );
}
