import type { TFunction } from "i18next";
import { TriangleAlert } from "lucide-react";
import { memo } from "react";
import type { Followup } from "../../backend";
import { cx } from "../../components/ui/cx";
import type { Words } from "../../words";
import { idOf } from "./groups";
import { type RowAct, RowActs } from "./row-acts";

/** What a list of rows asks for once, for all of them: the language's words, and the present minute. */
interface Said {
  t: TFunction;
  words: Words;
  now: number;
}

function Days({ person, t, words, now }: { person: Followup } & Said) {
  if (person.awayUntil)
    return (
      <span className="num text-s font-semibold">{t("followups.until", { day: words.day(person.awayUntil) })}</span>
    );
  const waits = person.group === "your_turn";
  const hours = waits && person.at ? Math.max(0, Math.floor((now - Date.parse(person.at)) / 3_600_000)) : null;
  if (hours !== null && hours < 48)
    return (
      <span className="num text-s font-semibold">
        {words.number(hours)} {words.unit("h")}{" "}
        <small className="font-normal text-faint">{t("followups.waiting")}</small>
      </span>
    );
  return (
    <span className="num text-s font-semibold">
      {waits && person.days === 0 ? t("followups.today") : words.number(person.days)}{" "}
      <small className="font-normal text-faint">
        {waits && person.days === 0
          ? ""
          : waits
            ? t("followups.daysWaiting", { count: person.days })
            : t("followups.days", { count: person.days })}
      </small>
    </span>
  );
}

interface PersonRowProps extends Said {
  person: Followup;
  index: number;
  current: boolean;
  checked: boolean;
  onCheck: (person: Followup) => void;
  onCurrent: (index: number) => void;
  onAct: (act: RowAct) => void;
}

/** One person of the list: who, what it is about, how long, why here, and a warning where there is one. Drawn once, however a
 * list around it scrolls. */
export const PersonRow = memo(function PersonRow({ person: p, index, current, checked, ...props }: PersonRowProps) {
  const { onCheck, onCurrent, onAct, t, words, now } = props;
  const about = [p.name, p.role, p.outlet, p.campaign].filter(Boolean).join(" · ");
  return (
    // biome-ignore lint/a11y/noStaticElementInteractions: the checkbox and buttons in it take the focus
    // biome-ignore lint/a11y/useKeyWithClickEvents: the screen's own keys act on the current row
    <div
      onClick={() => onCurrent(index)}
      onFocus={() => onCurrent(index)}
      aria-current={current || undefined}
      className={cx(
        "grid grid-cols-[18px_minmax(150px,230px)_minmax(0,1fr)_112px_400px] items-center gap-x-3 gap-y-1 border border-transparent border-b-line-soft px-3.5 py-[9px]",
        "max-[1180px]:grid-cols-[18px_minmax(0,1fr)_auto]",
        current &&
          "rounded-m border-line bg-raised [[data-theme=light]_&]:bg-surface shadow-[inset_3px_0_0_var(--color-accent)]",
      )}
    >
      <input
        type="checkbox"
        className="check"
        checked={checked}
        onChange={() => onCheck(p)}
        aria-label={t("followups.select", { email: p.email })}
        data-row={idOf(p)}
      />
      <span className="min-w-0 font-[550]">
        <bdi className="block truncate" title={p.email}>
          {p.email}
        </bdi>
        <bdi className="block truncate text-xs font-normal text-faint">{about}</bdi>
      </span>
      <span className="min-w-0 text-muted max-[1180px]:col-span-2 max-[1180px]:col-start-2 max-[1180px]:row-start-2">
        <bdi className="block truncate" title={p.snippet || p.subject}>
          {p.snippet ? t("followups.said", { text: p.snippet }) : p.subject}
        </bdi>
        {(p.warnings ?? []).map((w) => (
          <span key={w} className="flex items-start gap-1 text-xs text-warn">
            <TriangleAlert size={11} className="mt-0.5 shrink-0" aria-hidden="true" />
            <span className="sr-only">{t("followups.warning")}</span>
            <bdi className="min-w-0">{words.said(w)}</bdi>
          </span>
        ))}
        {current && <span className="block text-xs text-faint">{words.said(p.reason)}</span>}
      </span>
      <Days person={p} t={t} words={words} now={now} />
      {current ? (
        <RowActs className="max-[1180px]:col-span-2 max-[1180px]:col-start-2" link={p.link} onAct={onAct} />
      ) : (
        <bdi className="text-s text-muted max-[1180px]:col-span-2 max-[1180px]:col-start-2">{words.said(p.reason)}</bdi>
      )}
    </div>
  );
});
