import { useState } from "react";
import { useTranslation } from "react-i18next";
import { backend, type ContactConflict } from "../../backend";
import { Empty } from "../../components/ui/empty";
import { useNotices } from "../../components/ui/notices";
import { Page } from "../../components/ui/page";
import { Trouble } from "../../components/ui/trouble";
import { useAct, useConflicts } from "../../data";
import { useView } from "../../view";
import { type Choice, ConflictCard } from "./conflict-card";

const SHOWN = 30;

/** Alike are those on which the same was decided twice: same field, same two values. */
function alike(a: ContactConflict, b: ContactConflict): boolean {
  return a.id !== b.id && a.field === b.field && a.mine === b.mine && a.theirs === b.theirs;
}

/** Cells that changed on both sides; everything else syncs meanwhile. */
export function Conflicts() {
  const { t } = useTranslation();
  const { campaignId } = useView();
  const { say } = useNotices();
  const { data, error, refetch } = useConflicts(campaignId);
  const [later, setLater] = useState<string[]>([]);
  const all = data ?? [];
  const resolve = useAct(
    async ({ conflict, choice }: { conflict: ContactConflict; choice: Choice }) => {
      const these = choice.alike ? [conflict, ...all.filter((other) => alike(conflict, other))] : [conflict];
      for (const one of these) await backend.resolve(one.id, choice.choice, choice.value);
      return these.length;
    },
    (count) => say(t("conflicts.decided", { count })),
  );
  const sorted = [...all].sort((a, b) => later.indexOf(a.id) - later.indexOf(b.id));
  return (
    <Page title={t("nav.conflicts")} say={all.length > 0 ? t("conflicts.say") : undefined}>
      {error && <Trouble problem={error} onRetry={() => void refetch()} />}
      {!data && !error && <div className="skeleton h-48" />}
      {data && all.length === 0 && <Empty title={t("conflicts.none")}>{t("conflicts.noneSays")}</Empty>}
      {sorted.slice(0, SHOWN).map((c, i) => (
        <ConflictCard
          key={c.id}
          conflict={c}
          first={i === 0}
          busy={resolve.isPending}
          alike={all.filter((other) => alike(c, other)).length}
          onChoose={(choice) => resolve.mutate({ conflict: c, choice })}
          onLater={() => setLater([...later.filter((id) => id !== c.id), c.id])}
        />
      ))}
      {sorted.length > SHOWN && <p className="text-muted">{t("conflicts.more", { count: sorted.length - SHOWN })}</p>}
    </Page>
  );
}
