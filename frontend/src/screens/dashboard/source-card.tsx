import { useState } from "react";
import { useTranslation } from "react-i18next";
import { Part, Stat } from "../../components/metric/stat";
import { Card } from "../../components/ui/card";
import { useNow } from "../../now";
import { useWords } from "../../words";
import { type Group, oldest } from "./groups";

const SHOWN = 4;

/** The card of any other source or agent: what it answers is what stands here. */
export function SourceCard({ group }: { group: Group }) {
  const { t } = useTranslation();
  const words = useWords();
  const now = useNow();
  const [all, setAll] = useState(false);
  const plain = group.metrics.filter((m) => m.groups === null);
  const parts = group.metrics.flatMap((metric) =>
    [...(metric.groups ?? [])].sort((a, b) => b.value - a.value).map((g) => ({ metric, name: g.name, value: g.value })),
  );
  const figures = all ? plain : plain.slice(0, SHOWN);
  const pieces = all ? parts : parts.slice(0, Math.max(0, SHOWN - figures.length));
  const hidden = plain.length + parts.length - figures.length - pieces.length;
  return (
    <Card
      title={t(`card.${group.name}`, { defaultValue: group.title })}
      hue={group.name}
      note={words.age(oldest(group.metrics), now)}
      side={
        (hidden > 0 || all) && (
          <button
            type="button"
            aria-expanded={all}
            onClick={() => setAll(!all)}
            className="hit rounded-s px-1 hover:bg-raised hover:text-text"
          >
            {all ? t("dashboard.fewer") : t("dashboard.more", { count: hidden })}
          </button>
        )
      }
    >
      <div className="grid grid-cols-[repeat(auto-fit,minmax(92px,1fr))] gap-x-3 gap-y-1.5">
        {figures.map((m) => (
          <Stat key={m.key} metric={m} />
        ))}
        {pieces.map((p) => (
          <Part key={`${p.metric.key}/${p.name}`} metric={p.metric} name={p.name} value={p.value} />
        ))}
      </div>
    </Card>
  );
}
