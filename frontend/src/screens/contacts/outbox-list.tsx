import { Ban, Clock, GitCompareArrows, Send } from "lucide-react";
import { useTranslation } from "react-i18next";
import { Link } from "wouter";
import { backend, type OutboxRow } from "../../backend";
import { Button } from "../../components/ui/button";
import { Chip, type Tone } from "../../components/ui/chip";
import { Empty } from "../../components/ui/empty";
import { Trouble } from "../../components/ui/trouble";
import { useAct, useOutbox } from "../../data";
import { useNow } from "../../now";
import { useView } from "../../view";
import { useWords } from "../../words";
import { Replaced } from "./replaced";
import { useSayChange } from "./use-change";

const looks: Record<OutboxRow["status"], { tone: Tone; icon: typeof Clock }> = {
  pending: { tone: "info", icon: Clock },
  sending: { tone: "info", icon: Send },
  held: { tone: "warn", icon: GitCompareArrows },
  refused: { tone: "bad", icon: Ban },
};

/** What is not in the sheet: what waits, is held by a conflict or was refused, each to be taken back. */
export function OutboxList() {
  const { t } = useTranslation();
  const words = useWords();
  const now = useNow();
  const { campaignId } = useView();
  const { data, error, refetch } = useOutbox(campaignId);
  const sayChange = useSayChange();
  const undo = useAct(backend.undoEdit, (result) => sayChange({ ...result, undo: undefined }, t("contacts.takenBack")));
  if (error) return <Trouble problem={error} onRetry={() => void refetch()} />;
  if (!data) return <div className="skeleton h-40" />;
  if (data.length === 0) return <Empty title={t("contacts.nothingWaits")}>{t("contacts.nothingWaitsSays")}</Empty>;
  return (
    <ol
      className="scroll-quiet min-h-0 overflow-y-auto rounded-l border border-line-soft bg-surface"
      aria-label={t("contacts.outbox")}
    >
      {data.map((row) => {
        const { tone, icon: Icon } = looks[row.status];
        const who = row.email || row.name;
        return (
          <li
            key={row.id}
            className="grid grid-cols-[minmax(0,1fr)_minmax(0,1.2fr)_250px] items-center gap-x-4 gap-y-1 border-b border-line-soft px-4 py-2.5 last:border-0 max-[760px]:grid-cols-1"
          >
            <div className="min-w-0">
              <bdi className="block truncate font-[550]" title={who}>
                {who}
              </bdi>
              <span className="text-xs text-faint">
                {row.kind === "add" ? t("contacts.newPerson") : t(`field.${row.field}`, { defaultValue: row.field })} ·{" "}
                {words.age(row.createdAt, now)}
              </span>
            </div>
            <div className="min-w-0">
              {row.kind === "edit" && (
                <p className="flex min-w-0 items-center gap-2">
                  <Replaced was={row.base} is={row.value} word={t("contacts.becomes")} />
                </p>
              )}
              {row.message && <p className="text-xs break-words text-muted">{words.said(row.message)}</p>}
            </div>
            <div className="flex items-center justify-end gap-2 max-[760px]:justify-start">
              <Chip tone={tone}>
                <Icon size={11} aria-hidden="true" />
                {t(`outbox.${row.status}`)}
              </Chip>
              {row.status === "held" && (
                <Link href="/conflicts" className="hit rounded-m px-2 py-1 text-s underline underline-offset-2">
                  {t("contacts.decideShort")}
                </Link>
              )}
              <Button
                aria-label={t("contacts.undoOf", { who })}
                disabled={undo.isPending || row.status === "sending"}
                onClick={() => undo.mutate(row.id)}
              >
                {row.status === "refused" ? t("contacts.dismiss") : t("common.undo")}
              </Button>
            </div>
          </li>
        );
      })}
    </ol>
  );
}
