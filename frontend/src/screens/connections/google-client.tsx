import { Check, ExternalLink, FileJson } from "lucide-react";
import { type DragEvent, useState } from "react";
import { useTranslation } from "react-i18next";
import { backend, type ClientCheck, problemOf } from "../../backend";
import { Button } from "../../components/ui/button";
import { cx } from "../../components/ui/cx";
import { useNotices } from "../../components/ui/notices";

/** A client file is about 400 bytes; more than this is another file. */
const LARGEST = 64 * 1024;

const steps = (service: string) => [
  { name: "project", url: "https://console.cloud.google.com/projectcreate" },
  {
    name: "api",
    url: `https://console.cloud.google.com/apis/library/${service === "sheets" ? "sheets" : "gmail"}.googleapis.com`,
  },
  { name: "publish", url: "https://console.cloud.google.com/auth/audience" },
  { name: "client", url: "https://console.cloud.google.com/auth/clients/create" },
];

interface GoogleClientProps {
  service: string;
  value: string;
  onChange: (json: string) => void;
}

/** Five steps to a Google client of one's own; the last one takes its file and says whether it is the right one. */
export function GoogleClient({ service, value, onChange }: GoogleClientProps) {
  const { t } = useTranslation();
  const { trouble } = useNotices();
  const [found, setFound] = useState<ClientCheck | null>(null);
  const [over, setOver] = useState(false);
  const take = async (text: string) => {
    onChange("");
    if (!text.trim()) return setFound(null);
    try {
      const check = await backend.checkClient(text);
      setFound(check);
      if (check.ok) onChange(text);
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
    <ol className="grid gap-2">
      {steps(service).map((s, i) => (
        <li key={s.name} className="flex items-start gap-3 rounded-m border border-line px-3 py-2">
          <span className="num mt-px text-faint">{i + 1}</span>
          <span className="min-w-0 flex-1">
            <strong className="font-semibold">{t(`client.${s.name}`)}</strong>
            <span className="block text-s text-muted">{t(`client.${s.name}Says`)}</span>
          </span>
          <Button onClick={() => void backend.openLink(s.url).catch(trouble)}>
            <ExternalLink aria-hidden="true" />
            <span>
              {t("client.open")} <span className="sr-only">{t(`client.${s.name}`)}</span>
            </span>
          </Button>
        </li>
      ))}
      <li
        onDragOver={(e) => {
          e.preventDefault();
          setOver(true);
        }}
        onDragLeave={() => setOver(false)}
        onDrop={drop}
        className={cx(
          "grid gap-2 rounded-m border border-dashed px-3 py-2",
          over ? "border-accent bg-raised" : "border-edge",
        )}
      >
        <div className="flex items-start gap-3">
          <span className="num mt-px text-faint">5</span>
          <span className="min-w-0 flex-1">
            <strong className="font-semibold">{t("client.file")}</strong>
            <span className="block text-s text-muted">{t("client.fileSays")}</span>
          </span>
          <label className="hit inline-flex items-center gap-2 rounded-m border border-line bg-raised px-2.5 py-1 text-s has-[:focus-visible]:outline-2 has-[:focus-visible]:outline-focus">
            <FileJson size={14} aria-hidden="true" />
            {t("client.choose")}
            <input
              type="file"
              accept="application/json,.json"
              className="sr-only"
              onChange={(e) => void takeFile(e.target.files?.[0])}
            />
          </label>
        </div>
        <textarea
          aria-label={t("client.paste")}
          placeholder={t("client.paste")}
          rows={2}
          spellCheck={false}
          maxLength={LARGEST}
          onChange={(e) => void take(e.target.value)}
          className="w-full rounded-m border border-edge bg-bg px-2.5 py-1.5 font-mono text-xs"
        />
        <p role="status" className={cx("text-s break-words", found && !found.ok ? "text-bad" : "text-good")}>
          {found?.ok && value && (
            <span className="flex items-center gap-1.5">
              <Check size={14} aria-hidden="true" />
              {t("client.good", { project: found.projectId })}
            </span>
          )}
          {found && !found.ok && (found.problem || t("client.bad"))}
        </p>
      </li>
    </ol>
  );
}
