import { useEffect } from "react";
import { useTranslation } from "react-i18next";
import { backend, on, type SyncResult } from "../backend";
import { useLabel } from "../components/metric/labels";
import { useNotices } from "../components/ui/notices";
import { playCue, prepareSound } from "../sound";
import { useView } from "../view";
import { useWords } from "../words";

/** Tells once per sync that changed something: as a caption always, as a sound where it is wanted. Never for a first import. */
export function useCue(): void {
  const { t } = useTranslation();
  const { boot, campaignId } = useView();
  const { say } = useNotices();
  const words = useWords();
  const label = useLabel();
  const { sound, volume } = boot.settings;
  useEffect(prepareSound, []);
  useEffect(() => {
    const tell = async (result: SyncResult) => {
      if (!campaignId || !result?.syncId || result.changed?.length === 0) return;
      const before = (await backend.syncs(campaignId)).filter((s) => s.syncId < result.syncId).at(-1);
      if (!before) return;
      const changes = (await backend.changes(campaignId, String(before.syncId))).filter(
        (c) => c.from !== null && c.to !== null,
      );
      const first = changes[0];
      if (!first) return;
      const more = changes.length > 1 ? ` ${t("cue.more", { count: changes.length - 1 })}` : "";
      say(`♪ ${label(first)}: ${words.number(first.from ?? 0)} → ${words.number(first.to ?? 0)}${more}`);
      if (sound && !matchMedia("(prefers-reduced-motion: reduce)").matches) playCue(volume);
    };
    return on("sync:finished", (result) => void tell(result).catch(() => {}));
  }, [campaignId, sound, volume, say, t, words, label]);
}
