import { useMemo } from "react";
import { useTranslation } from "react-i18next";
import { type Since, sinceTick } from "../../components/metric/since";
import { useChanges, useSyncs } from "../../data";
import { useNow } from "../../now";
import { useView } from "../../view";
import { useWords } from "../../words";

const DAY = 86_400_000;

/** What moved since the last sync before today, and how to say since when. In the past there is only the sync before. */
export function useChangesSince(): Since {
  const { t } = useTranslation();
  const words = useWords();
  const { campaignId, at, span } = useView();
  const { data: syncs } = useSyncs(campaignId);
  const today = new Date(useNow()).setHours(0, 0, 0, 0);
  const tick = at === "" && span === "campaign" ? sinceTick(syncs ?? [], today + DAY / 2) : undefined;
  const { data } = useChanges(campaignId, String(tick?.syncId ?? ""), tick !== undefined);
  return useMemo(() => {
    if (!tick) return { words: t("figure.sinceLast"), changes: null };
    const then = Date.parse(tick.at);
    if (then >= today) return { words: t("figure.sinceClock", { when: words.clock(tick.at) }), changes: data ?? [] };
    if (then >= today - DAY) return { words: t("figure.sinceYesterday"), changes: data ?? [] };
    return { words: t("figure.sinceDay", { when: words.day(tick.at) }), changes: data ?? [] };
  }, [tick, today, data, t, words]);
}
