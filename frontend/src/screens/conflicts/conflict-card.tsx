import { type ReactNode, useEffect, useId, useRef, useState } from "react";
import { useTranslation } from "react-i18next";
import type { ContactConflict } from "../../backend";
import { Button } from "../../components/ui/button";
import { cx } from "../../components/ui/cx";
import { Field, TextInput } from "../../components/ui/field";
import { Kbd } from "../../components/ui/kbd";
import { useKeys } from "../../keys";
import { useNow } from "../../now";
import { useWords } from "../../words";
import { WordsDiff } from "./words-diff";

export type Choice = { choice: "mine" | "theirs" | "value"; value: string; alike: boolean };

function Side({ name, day, children }: { name: string; day?: string; children: ReactNode }) {
  const { t } = useTranslation();
  return (
    <div className="min-w-0 rounded-m border border-line px-3 py-2">
      <dt className="text-xs text-muted">{name}</dt>
      <dd className="mt-0.5 break-words">
        {children}
        {day && <span className="num mt-0.5 block text-xs text-faint">{t("conflicts.day", { day })}</span>}
      </dd>
    </div>
  );
}

interface ConflictCardProps {
  conflict: ContactConflict;
  alike: number;
  /** The keys 1 to 4 act on this one. */
  first: boolean;
  busy: boolean;
  onChoose: (choice: Choice) => void;
  onLater: () => void;
}

/** One field on which this computer and the sheet disagree, with what it was before. */
export function ConflictCard({ conflict: c, alike, first, busy, onChoose, onLater }: ConflictCardProps) {
  const { t } = useTranslation();
  const words = useWords();
  const now = useNow();
  const id = useId();
  const [all, setAll] = useState(false);
  const [value, setValue] = useState<string | null>(null);
  const choose = (choice: Choice["choice"], text = "") => !busy && onChoose({ choice, value: text, alike: all });
  useKeys(
    { 1: () => choose("mine"), 2: () => choose("theirs"), 3: () => setValue(c.mine), 4: onLater },
    { enabled: first },
  );
  const card = useRef<HTMLElement>(null);
  useEffect(() => {
    if (first) card.current?.scrollIntoView?.({ block: "nearest" });
  }, [first]);
  const key = (digit: string) => first && <Kbd>{digit}</Kbd>;
  return (
    <section
      ref={card}
      aria-labelledby={`${id} ${id}-who`}
      aria-current={first || undefined}
      className={cx(
        "rounded-l border bg-surface p-[18px]",
        first ? "border-line shadow-[inset_3px_0_0_var(--color-accent)]" : "border-line-soft",
      )}
    >
      <h2 id={id} className="min-w-0 font-semibold break-words">
        <bdi>{c.name || c.email}</bdi> · {t(`field.${c.field}`, { defaultValue: c.field })}
      </h2>
      <p className="mb-3 text-s break-words text-faint">
        {c.name && c.email && (
          <>
            <bdi id={`${id}-who`}>{c.email}</bdi> ·{" "}
          </>
        )}
        {t("conflicts.since", { age: words.age(c.since, now) })}
      </p>
      <dl className="grid grid-cols-3 gap-2.5 max-[760px]:grid-cols-1">
        <Side name={t("conflicts.was")} day={c.days?.base}>
          {c.base === "" ? <em className="text-faint">{t("conflicts.empty")}</em> : <bdi>{c.base}</bdi>}
        </Side>
        <Side name={t("conflicts.yours")} day={c.days?.mine}>
          <WordsDiff before={c.base} after={c.mine} />
        </Side>
        <Side name={t("conflicts.sheet")} day={c.gone ? undefined : c.days?.theirs}>
          {c.gone ? (
            <em className="text-warn">{t("conflicts.gone")}</em>
          ) : (
            <WordsDiff before={c.base} after={c.theirs} />
          )}
        </Side>
      </dl>
      {value !== null && (
        <form
          className="mt-3 flex items-end gap-2"
          onSubmit={(e) => {
            e.preventDefault();
            choose("value", value);
          }}
        >
          <div className="flex-1">
            <Field label={t("conflicts.own")}>
              <TextInput value={value} onChange={(e) => setValue(e.target.value)} autoFocus />
            </Field>
          </div>
          <Button type="submit" kind="primary" className="min-h-[34px]" disabled={busy}>
            {t("common.save")}
          </Button>
        </form>
      )}
      <div className="mt-3 flex flex-wrap items-center gap-2">
        <Button onClick={() => choose("mine")} disabled={busy}>
          {c.gone ? t("conflicts.addAgain") : t("conflicts.mine")} {key("1")}
        </Button>
        <Button onClick={() => choose("theirs")} disabled={busy}>
          {c.gone ? t("conflicts.letGo") : t("conflicts.theirs")} {key("2")}
        </Button>
        <Button onClick={() => setValue(c.mine)} disabled={busy}>
          {t("conflicts.edit")} {key("3")}
        </Button>
        <Button kind="quiet" onClick={onLater}>
          {t("conflicts.later")} {key("4")}
        </Button>
        {alike > 0 && (
          <label className="hit ml-auto flex items-center gap-2 text-s text-muted">
            <input type="checkbox" className="check" checked={all} onChange={() => setAll(!all)} />
            {t("conflicts.alike", { count: alike })}
          </label>
        )}
      </div>
    </section>
  );
}
