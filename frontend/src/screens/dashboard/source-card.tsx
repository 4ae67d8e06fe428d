import { useState } from "react";
import { useTranslation } from "react-i18next";
import { Part, Stat } from "../../components/metric/stat";
import { Card } from "../../components/ui/card";
import { useStatus } from "../../data";
import { useNow } from "../../now";
import { useWords } from "../../words";
import { ImportLink } from "../import/import-link";
import { type Group, oldest } from "./groups";
import { useSourceNote } from "./source-note";

const SHOWN = 4;

/** What stands first on a source's card; what is not named here follows in the order it was answered. */
const first: Record<string, string[]> = {
  sheets: ["total_contacts", "new_contacts", "added_this_week"],
  mailchimp: ["mc_subscribers", "mc_open_rate", "mc_click_rate", "mc_unsubscribes"],
  airtable: ["at_records", "at_new_week"],
  spotify: ["sp_monthly_listeners", "sp_playlist_adds", "sp_playlist_followers", "sp_streams"],
};

/** Said in the card's note in place of a figure of its own. */
const noted = new Set(["sheet_health"]);

/** The card of any other source or agent: what it answers is what stands here. */
export function SourceCard({ group }: { group: Group }) {
  const { t } = useTranslation();
  const words = useWords();
  const now = useNow();
  const { data: status } = useStatus();
  const [all, setAll] = useState(false);
  const note = useSourceNote(group);
  const order = first[group.name] ?? [];
  const rank = (key: string) => (order.includes(key) ? order.indexOf(key) : order.length);
  const plain = group.metrics.filter((m) => m.groups === null).sort((a, b) => rank(a.key) - rank(b.key));
  const head = all ? plain : plain.filter((m) => !noted.has(m.key));
  const total = group.metrics.find((m) => m.key === "total_contacts" && m.value !== null);
  const parts = group.metrics.flatMap((metric) =>
    (metric.groups ?? [])
      .map((g) => ({ metric, name: g.name, value: g.value }))
      .sort((a, b) => Number(a.name === "(blank)") - Number(b.name === "(blank)") || b.value - a.value),
  );
  const left = total?.excluded ? 1 : 0;
  // A source with a split of its own keeps room for two of its parts.
  const room = order.length > 0 && order.length < SHOWN && (parts.length > 0 || left) ? order.length : SHOWN;
  const figures = all ? head : head.slice(0, room);
  const pieces = all ? parts : parts.slice(0, Math.max(0, SHOWN - figures.length - left));
  const hidden = plain.length + parts.length - figures.length - pieces.length;
  const bad = status?.sources.find((s) => s.provider === group.name && s.status !== "active");
  const age = words.age(oldest(group.metrics), now);
  return (
    <Card
      title={t(`card.${group.name}`, { defaultValue: group.title })}
      hue={group.name}
      oneLine
      note={
        bad ? (
          <span className="text-bad">{t(`connection.${bad.status}`)}</span>
        ) : (
          <span title={[note, t("dashboard.updated", { age })].filter(Boolean).join(" · ")}>{note || age}</span>
        )
      }
    >
      <div className="grid grid-cols-[repeat(auto-fit,minmax(92px,1fr))] items-start gap-x-3 gap-y-1.5">
        {figures.map((m) => (
          <Stat key={m.key} metric={m} />
        ))}
        {total && left > 0 && (
          <Part metric={total} name={t("drawer.excluded")} value={total.excluded ?? 0} tab="excluded" />
        )}
        {pieces.map((p) => (
          <Part key={`${p.metric.key}/${p.name}`} metric={p.metric} name={p.name} value={p.value} />
        ))}
      </div>
      <div className="mt-auto -mb-1.5 flex items-center gap-2 pt-0.5 empty:hidden">
        {group.metrics.some((m) => m.value === null || !m.complete) && <ImportLink source={group.name} />}
        {(hidden > 0 || all) && (
          <button
            type="button"
            aria-expanded={all}
            onClick={() => setAll(!all)}
            className="hit -mx-1 rounded-s px-1 text-xs text-faint hover:bg-raised hover:text-text"
          >
            {all ? t("dashboard.fewer") : t("dashboard.more", { count: hidden })}
          </button>
        )}
      </div>
    </Card>
  );
}
