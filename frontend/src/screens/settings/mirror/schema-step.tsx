import { Check, Copy, ExternalLink } from "lucide-react";
import { useTranslation } from "react-i18next";
import { backend } from "../../../backend";
import { Button } from "../../../components/ui/button";
import { useNotices } from "../../../components/ui/notices";
import { useAct } from "../../../data";
import { dashboard } from "./links";

/** Puts the SQL on the clipboard; where the system gives none, offers it as a file. */
export function CopySchema() {
  const { t } = useTranslation();
  const { say } = useNotices();
  const copy = useAct(async () => {
    const sql = await backend.mirrorSchema();
    if (await backend.copyText(sql)) say(t("mirror.copied"));
    else if (await backend.saveText("mixdown-mirror.sql", sql)) say(t("mirror.saved"));
    return true;
  });
  return (
    <Button onClick={() => copy.mutate(undefined)} disabled={copy.isPending}>
      {copy.data ? <Check aria-hidden="true" /> : <Copy aria-hidden="true" />}
      {t("mirror.copySQL")}
    </Button>
  );
}

/** The tables that the project needs, once. */
export function SchemaStep({ url }: { url: string }) {
  const { t } = useTranslation();
  const open = useAct(() => backend.openLink(dashboard(url, "sql/new")));
  return (
    <div className="grid gap-2">
      <p className="text-s text-muted">{t("mirror.tablesSay")}</p>
      <div className="flex flex-wrap gap-2">
        <CopySchema />
        <Button onClick={() => open.mutate(undefined)}>
          <ExternalLink aria-hidden="true" />
          {t("mirror.openSQL")}
        </Button>
      </div>
    </div>
  );
}
