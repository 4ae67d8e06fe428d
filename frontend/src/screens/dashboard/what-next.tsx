import type { ReactNode } from "react";
import { useTranslation } from "react-i18next";
import { useLocation } from "wouter";
import { Button } from "../../components/ui/button";
import { cx } from "../../components/ui/cx";
import { Kbd } from "../../components/ui/kbd";
import { useConflicts, useFollowups, useStatus } from "../../data";
import { useKeys } from "../../keys";
import { useView } from "../../view";
import { useWords } from "../../words";

interface TileProps {
  count: number | null;
  tone?: string;
  hot?: boolean;
  title: string;
  detail: ReactNode;
  action: string;
  k: string;
  onGo: () => void;
}

function Tile({ count, tone, hot, title, detail, action, k, onGo }: TileProps) {
  const words = useWords();
  return (
    <div
      className={cx(
        "flex min-w-0 items-center gap-3.5 rounded-l border bg-surface px-4 py-[13px]",
        hot
          ? "flex-[1.25_1_290px] border-[color-mix(in_srgb,var(--color-accent)_55%,var(--color-line))] bg-linear-100 from-[color-mix(in_srgb,var(--color-accent)_9%,var(--color-surface))] to-surface to-60%"
          : "flex-[1_1_270px] border-line-soft",
      )}
    >
      <span className={cx("num text-tile leading-none font-[620] tracking-[-0.04em]", tone)}>
        {count === null ? "—" : words.number(count)}
      </span>
      <div className="min-w-0 flex-1">
        <strong className="block text-[0.875rem] leading-snug font-semibold">{title}</strong>
        <p data-later="line" className="truncate text-s text-muted">
          {detail || "\u00a0"}
        </p>
      </div>
      <Button onClick={onGo}>
        <span>
          {action}
          <span className="sr-only">: {title}</span>
        </span>
        <Kbd of={k} />
      </Button>
    </div>
  );
}

/** What to do first: answer people, chase people, decide a conflict. */
export function WhatNext() {
  const { t } = useTranslation();
  const { campaignId } = useView();
  const { data: status } = useStatus();
  const { data: asked } = useFollowups(campaignId);
  const people = asked ?? [];
  const { data: conflicts = [] } = useConflicts(campaignId);
  const words = useWords();
  const [, go] = useLocation();
  useKeys({ 1: () => go("/follow-ups"), 2: () => go("/follow-ups"), 3: () => go("/conflicts") });
  if (!status) return null;

  const turn = people.find((f) => f.group === "your_turn");
  const due = people.filter((f) => f.group === "due" || f.group === "overdue");
  const away = people.filter((f) => f.group === "away").length;
  const longest = Math.max(0, ...due.map((f) => f.days));
  const conflict = conflicts[0];
  const nothing = status.yourTurn === 0 && status.due === 0 && status.conflicts === 0;
  const dueDetail = [
    due.length > 0 && t("next.oldest", { count: longest }),
    away > 0 && t("next.away", { count: away }),
  ].filter(Boolean);

  if (nothing) {
    return (
      <section aria-label={t("next.label")} className="rounded-l border border-line-soft bg-surface px-4 py-[13px]">
        <strong className="font-semibold">{t("next.nothing")}</strong>{" "}
        <span className="text-muted">{t("next.nothingSays")}</span>
      </section>
    );
  }
  return (
    <section aria-label={t("next.label")} className="flex flex-wrap gap-3.5">
      <Tile
        count={status.yourTurn}
        hot={Boolean(status.yourTurn)}
        tone={status.yourTurn ? "text-tracker" : undefined}
        title={t("next.turn")}
        detail={
          turn ? (
            <bdi>{`${turn.outlet || turn.name || turn.email} ${words.said(turn.reason)}`}</bdi>
          ) : (
            asked && t("next.turnNone")
          )
        }
        action={t("next.answer")}
        k="1"
        onGo={() => go("/follow-ups")}
      />
      <Tile
        count={status.due}
        title={t("next.due")}
        detail={dueDetail.join(", ") || (asked && t("next.dueNone"))}
        action={t("next.open")}
        k="2"
        onGo={() => go("/follow-ups")}
      />
      {status.conflicts > 0 && (
        <Tile
          count={status.conflicts}
          tone="text-info"
          title={t("next.conflict", { count: status.conflicts })}
          detail={
            conflict ? (
              <bdi>
                {t("next.conflictOf", {
                  field: t(`field.${conflict.field}`, { defaultValue: conflict.field }),
                  email: conflict.email,
                })}
              </bdi>
            ) : (
              ""
            )
          }
          action={t("next.decide")}
          k="3"
          onGo={() => go("/conflicts")}
        />
      )}
    </section>
  );
}
