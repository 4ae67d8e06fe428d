import { useVirtualizer } from "@tanstack/react-virtual";
import { useCallback, useMemo, useRef, useState } from "react";
import { useTranslation } from "react-i18next";
import type { Followup, FollowupGroup } from "../../backend";
import { Empty } from "../../components/ui/empty";
import { Page } from "../../components/ui/page";
import { Segment } from "../../components/ui/segment";
import { Trouble } from "../../components/ui/trouble";
import { useFollowups, useStatus } from "../../data";
import { useKeys } from "../../keys";
import { useNow } from "../../now";
import { useView } from "../../view";
import { useWords } from "../../words";
import { OutcomeChooser, SnoozeChooser } from "./choosers";
import { GroupHead, KeysBar } from "./frame";
import { idOf, itemsOf, nextDue, sizesOf } from "./groups";
import { PersonRow } from "./person-row";
import type { RowAct } from "./row-acts";
import { useWorklist } from "./use-worklist";

const none: Followup[] = [];

/** Whom to answer and whom to chase, done when it is empty; from first to last by keyboard. */
export function Followups() {
  const { t } = useTranslation();
  const words = useWords();
  const { boot, campaign, campaignId } = useView();
  const [all, setAll] = useState(false);
  const { data, error, refetch } = useFollowups(campaignId, all);
  const { data: status } = useStatus();
  const people = data ?? none;
  // Of thousands of people only when the list changed, not at every key.
  const items = useMemo(() => itemsOf(people), [people]);
  const rows = useMemo(() => items.flatMap((i) => (i.kind === "person" ? [i.person] : [])), [items]);
  const [cursor, setCursor] = useState(0);
  const [checked, setChecked] = useState<Set<string>>(new Set());
  const [asking, setAsking] = useState<"outcome" | "snooze" | null>(null);
  const work = useWorklist();
  const box = useRef<HTMLDivElement>(null);
  const list = useVirtualizer({
    count: items.length,
    getScrollElement: () => box.current,
    estimateSize: (i) => (items[i]?.kind === "group" ? 44 : 58),
    // The same function as long as the list is the same: with another one every row's place is worked out anew.
    getItemKey: useCallback((i: number) => items[i]?.key ?? i, [items]),
    overscan: 8,
    initialRect: { width: 1000, height: 900 },
  });

  const at = Math.min(cursor, Math.max(0, rows.length - 1));
  const current = rows[at];
  const picked = checked.size > 0 ? rows.filter((p) => checked.has(idOf(p))) : [];
  const targets = picked.length > 0 ? picked : current ? [current] : [];
  const who = targets.length === 1 ? (targets[0]?.email ?? "") : t("followups.people", { count: targets.length });

  const move = (by: number) => {
    const next = Math.max(0, Math.min(rows.length - 1, at + by));
    setCursor(next);
    const index = items.findIndex((i) => i.kind === "person" && i.index === next);
    list.scrollToIndex(next === 0 ? 0 : index, { align: "auto" });
    requestAnimationFrame(() => {
      const row = [...(box.current?.querySelectorAll<HTMLElement>("[data-row]") ?? [])].find(
        (e) => rows[next] && e.dataset.row === idOf(rows[next]),
      );
      row?.focus({ preventScroll: true });
    });
  };
  const toggle = (p: Followup | undefined) => {
    if (!p) return;
    const next = new Set(checked);
    if (!next.delete(idOf(p))) next.add(idOf(p));
    setChecked(next);
  };
  const finish = (change: Parameters<typeof work.change>[0]) => {
    setAsking(null);
    setChecked(new Set());
    if (change.people.length > 0) work.change(change);
  };
  const act = (what: RowAct) => {
    if (!current) return;
    if (what === "open") work.open(current);
    else if (what === "draft") work.draft(current);
    else setAsking(what);
  };
  const latest = useRef({ toggle, act });
  latest.current = { toggle, act };
  const onCheck = useCallback((p: Followup) => latest.current.toggle(p), []);
  const onAct = useCallback((what: RowAct) => latest.current.act(what), []);
  useKeys({
    j: () => move(1),
    ArrowDown: () => move(1),
    k: () => move(-1),
    ArrowUp: () => move(-1),
    x: () => toggle(current),
    ".": () => finish({ people: targets, outcome: "done" }),
    u: work.undo,
    g: () => act("open"),
    c: () => act("draft"),
    o: () => act("outcome"),
    z: () => act("snooze"),
  });

  const several = (boot.campaigns ?? []).filter((c) => !c.archivedAt).length > 1;
  const which = [
    { value: "one" as const, label: campaign?.name ?? "" },
    { value: "all" as const, label: t("followups.all") },
  ];
  const choose = (value: "one" | "all") => {
    setAll(value === "all");
    setCursor(0);
    setChecked(new Set());
  };
  const sizes = useMemo(() => sizesOf(items), [items]);
  const count = (...groups: FollowupGroup[]) => groups.reduce((sum, g) => sum + (sizes.get(g) ?? 0), 0);
  const turn = all ? count("your_turn") : status?.yourTurn;
  const due = all ? count("due", "overdue") : status?.due;
  const now = useNow();
  const days = campaign?.rule.followUpDays ?? 7;
  const minute = Math.floor(now / 60_000);
  // biome-ignore lint/correctness/useExhaustiveDependencies: of thousands of people once a minute, not at every step of scrolling
  const next = useMemo(() => nextDue(people, days), [people, days, minute]);
  const nothingElse = next
    ? t("followups.nothingUntil", { day: words.comingDay(next, now) })
    : t("followups.nothingElse");
  const open = count("your_turn", "due", "overdue");
  return (
    <Page
      fill
      title={t("nav.followups")}
      side={
        several && (
          <Segment label={t("followups.which")} value={all ? "all" : "one"} options={which} onChange={choose} />
        )
      }
      say={
        <>
          <em className="font-medium text-text not-italic">{turn ?? "—"}</em>{" "}
          {t("followups.wait", { count: turn ?? 0 })} <em className="font-medium text-text not-italic">{due ?? "—"}</em>{" "}
          {t("followups.sayDue", { count: due ?? 0 })}
        </>
      }
    >
      {error && <Trouble problem={error} onRetry={() => void refetch()} />}
      {!data && !error && <div className="skeleton h-64" />}
      {data && open === 0 && (
        <Empty title={status?.lastSyncAt ? nothingElse : t("dashboard.unsynced")}>
          {status?.lastSyncAt ? t("followups.emptySays") : t("dashboard.unsyncedSays")}
        </Empty>
      )}
      {rows.length > 0 && (
        <div
          ref={box}
          className="scroll-quiet min-h-0 flex-1 overflow-y-auto"
          role="region"
          aria-label={t("nav.followups")}
          tabIndex={-1}
        >
          <div className="relative" style={{ height: list.getTotalSize() }}>
            {list.getVirtualItems().map((v) => {
              const item = items[v.index];
              if (!item) return null;
              return (
                <div
                  key={v.key}
                  ref={list.measureElement}
                  data-index={v.index}
                  className="absolute inset-x-0 top-0"
                  style={{ transform: `translateY(${v.start}px)` }}
                >
                  {item.kind === "group" ? (
                    <GroupHead group={item.group} count={item.count} days={days} />
                  ) : (
                    <PersonRow
                      person={item.person}
                      index={item.index}
                      current={item.index === at}
                      checked={checked.has(item.key)}
                      onCheck={onCheck}
                      onCurrent={setCursor}
                      onAct={onAct}
                      now={minute * 60_000}
                      t={t}
                      words={words}
                    />
                  )}
                </div>
              );
            })}
          </div>
        </div>
      )}
      {rows.length > 0 && <KeysBar picked={picked.length} says={open > 0 ? nothingElse : ""} />}
      {asking === "outcome" && (
        <OutcomeChooser
          who={who}
          onClose={() => setAsking(null)}
          onChoose={(outcome) => finish({ people: targets, outcome })}
        />
      )}
      {asking === "snooze" && (
        <SnoozeChooser
          who={who}
          onClose={() => setAsking(null)}
          onChoose={(until) => finish({ people: targets, until })}
        />
      )}
    </Page>
  );
}
