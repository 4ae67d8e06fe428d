import { useTranslation } from "react-i18next";
import type { FollowupGroup } from "../../backend";
import { cx } from "../../components/ui/cx";
import { Kbd } from "../../components/ui/kbd";
import { useSingleKeys } from "../../keys";

export function GroupHead({ group, count, days }: { group: FollowupGroup; count: number; days: number }) {
  const { t } = useTranslation();
  const quiet = group === "away" || group === "not_yet";
  const note = t(`followups.${group}Note`, { defaultValue: "", count: days });
  return (
    <h2 className={cx("flex flex-wrap items-baseline gap-x-2 px-1 pt-3.5 pb-1.5 font-semibold", quiet && "text-muted")}>
      {t(`followups.${group}`)}
      <b className="num text-s text-accent">{count}</b>
      {note && <small className="text-s font-normal text-faint">{note}</small>}
    </h2>
  );
}

const keys = [
  { keys: ["J", "K"], name: "move" },
  { keys: ["X"], name: "pick" },
  { keys: ["."], name: "done" },
  { keys: ["U"], name: "undo" },
];

/** The keys of the list, and when the next person comes due. */
export function KeysBar({ picked, says }: { picked: number; says: string }) {
  const { t } = useTranslation();
  const [single] = useSingleKeys();
  return (
    <div className="flex flex-wrap items-center gap-x-3 gap-y-1 rounded-l border border-line-soft bg-surface px-3.5 py-2 text-s text-muted">
      {single &&
        keys.map((k) => (
          <span key={k.name} className="flex items-center gap-1.5">
            {k.keys.map((one) => (
              <Kbd key={one} of={one.toLowerCase()} />
            ))}
            {t(`followups.key_${k.name}`)}
          </span>
        ))}
      {picked > 0 && <strong className="text-text">{t("followups.picked", { count: picked })}</strong>}
      <span className="ml-auto">{says}</span>
    </div>
  );
}
