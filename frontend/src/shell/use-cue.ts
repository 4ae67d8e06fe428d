import { useCallback, useEffect, useRef } from "react";
import { useTranslation } from "react-i18next";
import { backend, type Change, on, type Status, type SyncResult } from "../backend";
import { useLabel } from "../components/metric/labels";
import { useNotices } from "../components/ui/notices";
import { type Cue, isQuiet, playCue, prepareSound } from "../sound";
import { useView } from "../view";
import { useWords } from "../words";

/** Somebody who writes, or wants less to move, is not to be startled; nor anybody in their quiet hours. */
function hushed(from: string, to: string): boolean {
  const typing = document.activeElement?.matches("input:not([type=range],[type=checkbox],[type=radio]), textarea");
  return Boolean(typing) || matchMedia("(prefers-reduced-motion: reduce)").matches || isQuiet(from, to, new Date());
}

/**
 * Tells once per sync that changed something, and when something begins to need the person: as a caption always, as a sound
 * where it is wanted. Never for a first import.
 */
export function useCue(): void {
  const { t } = useTranslation();
  const { boot, campaignId } = useView();
  const { say } = useNotices();
  const words = useWords();
  const label = useLabel();
  const { sound, volume, quietFrom, quietTo } = boot.settings;
  useEffect(prepareSound, []);
  const tell = useCallback(
    (cue: Cue, caption: string) => {
      say(`♪ ${caption}`);
      if (sound && !hushed(quietFrom, quietTo)) playCue(volume, cue);
    },
    [say, sound, volume, quietFrom, quietTo],
  );

  useEffect(() => {
    const finished = async (result: SyncResult) => {
      if (!campaignId || !result?.syncId || result.changed?.length === 0) return;
      const before = (await backend.syncs(campaignId)).filter((s) => s.syncId < result.syncId).at(-1);
      if (!before) return;
      const grew = (c: Change) => (c.to ?? 0) - (c.from ?? 0);
      const changes = (await backend.changes(campaignId, String(before.syncId))).filter(
        (c) => c.from !== null && c.to !== null && grew(c) !== 0,
      );
      const reply = changes.find((c) => c.key === "email_replies" && grew(c) > 0);
      const first = reply ?? changes[0];
      if (!first) return;
      const more = changes.length > 1 ? ` ${t("cue.more", { count: changes.length - 1 })}` : "";
      const moved = `${label(first)}: ${words.number(first.from ?? 0)} → ${words.number(first.to ?? 0)}${more}`;
      tell(reply ? "reply" : "changed", moved);
    };
    return on("sync:finished", (result) => void finished(result).catch(() => {}));
  }, [campaignId, tell, t, words, label]);

  const known = useRef<{ attention: boolean; conflicts: number } | null>(null);
  useEffect(
    () =>
      on("status:changed", (s: Status) => {
        const now = { attention: s.state === "attention", conflicts: s.conflicts };
        const before = known.current;
        known.current = now;
        if (!before) return;
        if (now.attention && !before.attention) tell("needs", words.said(s.words));
        else if (now.conflicts > before.conflicts) tell("needs", t("cue.conflict", { count: now.conflicts }));
      }),
    [tell, t, words],
  );
}
