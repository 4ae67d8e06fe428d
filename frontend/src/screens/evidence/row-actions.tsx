import { Download, ExternalLink, Pencil, Undo2 } from "lucide-react";
import { useTranslation } from "react-i18next";
import { backend, type Row } from "../../backend";
import { Button } from "../../components/ui/button";
import { Kbd } from "../../components/ui/kbd";
import { useNotices } from "../../components/ui/notices";
import { useAct } from "../../data";
import { useKeys } from "../../keys";
import { useView } from "../../view";

type Correction = "not_reply" | "reply" | "undo";

/** What a row can be corrected to: only mail can, and only once. */
function correctionFor(row: Row | undefined): Correction | null {
  if (!row) return null;
  if (row.adjusted) return "undo";
  if (row.state === "human_reply") return "not_reply";
  if (["auto_reply", "list_echo", "delay_notice", "unrelated"].includes(row.state)) return "reply";
  return null;
}

interface RowActionsProps {
  row: Row | undefined;
  onExport: () => void;
}

/** What can be done with the chosen row, and with all of them. */
export function RowActions({ row, onExport }: RowActionsProps) {
  const { t } = useTranslation();
  const { campaignId, at } = useView();
  const { say } = useNotices();
  const takeBack = useAct(backend.undo, () => say(t("common.undone")));
  const correct = useAct(
    ({ id, to }: { id: string; to: Correction }) => backend.correct(campaignId, id, to),
    (result, { to }) =>
      say(
        t(`drawer.done_${to}`),
        result?.undo && to !== "undo"
          ? { label: t("common.undo"), run: () => takeBack.mutate(result.undo) }
          : undefined,
      ),
  );
  const openLink = useAct(backend.openLink);
  const to = at === "" ? correctionFor(row) : null;
  const open = () => row?.link && openLink.mutate(row.link);
  const change = () => row && to && correct.mutate({ id: row.id, to });
  useKeys({ g: open, n: change }, { inDialog: true });
  const gmail = row?.link?.startsWith("https://mail.google.com/");
  return (
    <div className="flex flex-wrap gap-2 border-t border-line-soft pt-3">
      <Button onClick={open} disabled={!row?.link}>
        <ExternalLink aria-hidden="true" />
        {gmail || !row ? t("drawer.openGmail") : t("drawer.openSource")}
        <Kbd of="g" />
      </Button>
      {to && (
        <Button onClick={change} disabled={correct.isPending}>
          {to === "undo" ? <Undo2 aria-hidden="true" /> : <Pencil aria-hidden="true" />}
          {t(`drawer.${to}`)}
          <Kbd of="n" />
        </Button>
      )}
      <Button className="ml-auto" onClick={onExport}>
        <Download aria-hidden="true" />
        {t("drawer.export")}
      </Button>
    </div>
  );
}
