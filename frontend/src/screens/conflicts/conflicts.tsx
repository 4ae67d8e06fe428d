import { useState } from "react";
import { useTranslation } from "react-i18next";
import { backend, type ContactConflict } from "../../backend";
import { Empty } from "../../components/ui/empty";
import { Kbd } from "../../components/ui/kbd";
import { useNotices } from "../../components/ui/notices";
import { Page } from "../../components/ui/page";
import { Trouble } from "../../components/ui/trouble";
import { useAct, useConflicts } from "../../data";
import { useKeys } from "../../keys";
import { useView } from "../../view";
import { type Choice, ConflictCard } from "./conflict-card";
import { Strategy } from "./strategy";

const SHOWN = 30;

/** Alike are those on which the same was decided twice: same field, same two values. */
function alike(a: ContactConflict, b: ContactConflict): boolean {
  return a.id !== b.id && a.field === b.field && a.mine === b.mine && a.theirs === b.theirs && !a.gone === !b.gone;
}

/** Cells that changed on both sides; everything else syncs meanwhile. */
export function Conflicts() {
  const { t } = useTranslation();
  const { campaignId } = useView();
  const { say } = useNotices();
  const { data, error, refetch } = useConflicts(campaignId);
  const [later, setLater] = useState<string[]>([]);
  const [at, setAt] = useState(0);
  const all = data ?? [];
  const undo = useAct(
    async (tokens: string[]) => {
      for (const token of tokens) await backend.undoEdit(token);
    },
    () => say(t("conflicts.openAgain")),
  );
  const resolve = useAct(
    async ({ conflict, choice }: { conflict: ContactConflict; choice: Choice }) => {
      const these = choice.alike ? [conflict, ...all.filter((other) => alike(conflict, other))] : [conflict];
      const tokens: string[] = [];
      for (const one of these) {
        const done = await backend.resolve(one.id, choice.choice, choice.value);
        if (done?.undo) tokens.push(done.undo);
      }
      return tokens.length > 0 ? tokens : these.map((one) => one.id);
    },
    (tokens) =>
      say(t("conflicts.decided", { count: tokens.length }), {
        label: t("common.undo"),
        run: () => undo.mutate(tokens),
      }),
  );
  const sorted = [...all].sort((a, b) => later.indexOf(a.id) - later.indexOf(b.id));
  const shown = sorted.slice(0, SHOWN);
  const here = Math.min(at, shown.length - 1);
  const move = (step: number) => () => setAt(Math.max(0, Math.min(shown.length - 1, here + step)));
  useKeys({ j: move(1), ArrowDown: move(1), k: move(-1), ArrowUp: move(-1) }, { enabled: shown.length > 1 });
  return (
    <Page title={t("nav.conflicts")} say={all.length > 0 ? t("conflicts.say") : undefined}>
      {error && <Trouble problem={error} onRetry={() => void refetch()} />}
      {!data && !error && <div className="skeleton h-48" />}
      {data && all.length === 0 && <Empty title={t("conflicts.none")}>{t("conflicts.noneSays")}</Empty>}
      {shown.map((c, i) => (
        <ConflictCard
          key={c.id}
          conflict={c}
          first={i === here}
          busy={resolve.isPending}
          alike={all.filter((other) => alike(c, other)).length}
          onChoose={(choice) => resolve.mutate({ conflict: c, choice })}
          onLater={() => setLater([...later.filter((id) => id !== c.id), c.id])}
        />
      ))}
      {shown.length > 1 && (
        <p className="text-xs text-faint max-[760px]:hidden">
          <Kbd>J</Kbd> <Kbd>K</Kbd> {t("conflicts.keys")}
        </p>
      )}
      {sorted.length > SHOWN && <p className="text-muted">{t("conflicts.more", { count: sorted.length - SHOWN })}</p>}
      {data && <Strategy />}
    </Page>
  );
}
