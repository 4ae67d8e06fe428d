import { useVirtualizer } from "@tanstack/react-virtual";
import { Undo2 } from "lucide-react";
import { useRef } from "react";
import { useTranslation } from "react-i18next";
import { backend } from "../../backend";
import { Button } from "../../components/ui/button";
import { Empty } from "../../components/ui/empty";
import { Trouble } from "../../components/ui/trouble";
import { useAct, useContactJournal } from "../../data";
import { useView } from "../../view";
import { useWords } from "../../words";
import { Replaced } from "./replaced";
import { useSayChange } from "./use-change";

/** Every value that gave way in the last 90 days, with the rule; one press wishes it back. */
export function JournalList() {
  const { t } = useTranslation();
  const words = useWords();
  const { campaignId } = useView();
  const { data, error, refetch } = useContactJournal(campaignId);
  const sayChange = useSayChange();
  const flip = useAct(backend.flipJournal, (result) => sayChange(result, t("contacts.flipped")));
  const box = useRef<HTMLDivElement>(null);
  const rows = data ?? [];
  const list = useVirtualizer({
    count: rows.length,
    getScrollElement: () => box.current,
    estimateSize: () => 56,
    overscan: 8,
    initialRect: { width: 1000, height: 800 },
  });
  if (error) return <Trouble problem={error} onRetry={() => void refetch()} />;
  if (!data) return <div className="skeleton h-40" />;
  if (rows.length === 0) return <Empty title={t("contacts.noJournal")}>{t("contacts.noJournalSays")}</Empty>;
  return (
    <div
      ref={box}
      tabIndex={0}
      role="region"
      aria-label={t("contacts.journal")}
      className="scroll-quiet min-h-0 flex-1 overflow-y-auto rounded-l border border-line-soft bg-surface"
    >
      <ol className="relative" style={{ height: list.getTotalSize() }}>
        {list.getVirtualItems().map((v) => {
          const row = rows[v.index];
          if (!row) return null;
          return (
            <li
              key={row.id}
              className="absolute inset-x-0 top-0 grid h-14 grid-cols-[92px_minmax(0,1fr)_minmax(0,1.2fr)_auto] items-center gap-x-4 border-b border-line-soft px-4 max-[760px]:grid-cols-[minmax(0,1fr)_auto]"
              style={{ transform: `translateY(${v.start}px)` }}
            >
              <span className="num text-xs text-faint max-[760px]:hidden">{words.moment(row.at)}</span>
              <span className="min-w-0">
                <bdi className="block truncate font-[550]" title={row.email}>
                  {row.email}
                </bdi>
                <span className="block truncate text-xs text-faint">
                  {t(`field.${row.field}`, { defaultValue: row.field })} ·{" "}
                  {t(`rule.${row.rule}`, { defaultValue: row.rule })}
                </span>
              </span>
              <span className="flex min-w-0 items-center gap-2 max-[760px]:hidden">
                <Replaced was={row.lost} is={row.kept} word={t("contacts.gaveWayTo")} />
              </span>
              {row.flippedAt ? (
                <span className="text-xs text-faint">{t("contacts.wasFlipped")}</span>
              ) : (
                <Button
                  disabled={flip.isPending}
                  aria-label={t("contacts.flipOf", { value: row.lost || t("conflicts.empty"), who: row.email })}
                  onClick={() => flip.mutate(row.id)}
                >
                  <Undo2 aria-hidden="true" />
                  {t("contacts.flip")}
                </Button>
              )}
            </li>
          );
        })}
      </ol>
    </div>
  );
}
