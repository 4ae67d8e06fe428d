import { useTranslation } from "react-i18next";
import type { ContactStats } from "../../backend";
import { useWords } from "../../words";
import type { Filter } from "./use-contact-pages";

interface SplitProps {
  title: string;
  counts: Record<string, number>;
  total: number;
  onChoose: (value: string) => void;
}

/** The parts of a whole as bars, the largest first; each opens its people. */
function Split({ title, counts, total, onChoose }: SplitProps) {
  const { t } = useTranslation();
  const words = useWords();
  const all = Object.entries(counts).sort((a, b) => b[1] - a[1] || a[0].localeCompare(b[0]));
  const most = Math.max(1, ...all.map(([, n]) => n));
  return (
    <section className="min-w-0 rounded-l border border-line-soft bg-surface p-[18px]">
      <h2 className="mb-2 font-semibold">{title}</h2>
      {all.length === 0 && <p className="text-muted">{t("contacts.noFigures")}</p>}
      <ul className="grid">
        {all.map(([key, n]) => {
          const name = key === "(blank)" ? t("common.blank") : key;
          return (
            <li key={key}>
              <button
                type="button"
                className="-mx-1.5 grid w-[calc(100%+12px)] grid-cols-[minmax(0,1fr)_3.5rem_4.5rem] items-center gap-x-3 rounded-m px-1.5 py-1 text-left hover:bg-raised"
                onClick={() => onChoose(key)}
              >
                <span className="min-w-0">
                  <bdi className="block truncate" title={name}>
                    {name}
                  </bdi>
                  <span className="mt-1 block h-1 rounded-full bg-line-soft" aria-hidden="true">
                    <span className="block h-1 rounded-full bg-sheets" style={{ width: `${(100 * n) / most}%` }} />
                  </span>
                </span>
                <span className="num text-right font-semibold">{words.number(n)}</span>
                <span className="num text-right text-xs text-faint">
                  {total >= 20 ? words.percent((100 * n) / total) : words.of(n, total)}
                </span>
              </button>
            </li>
          );
        })}
      </ul>
    </section>
  );
}

/** The sheet's people by status and by role: the numbers of the dashboard. */
export function Statistics({ stats, onChoose }: { stats: ContactStats; onChoose: (f: Partial<Filter>) => void }) {
  const { t } = useTranslation();
  if (stats.total === null) return <p className="text-muted">{stats.unknownReason}</p>;
  return (
    <div className="scroll-quiet grid min-h-0 flex-1 content-start gap-3.5 overflow-y-auto min-[760px]:grid-cols-2">
      <Split
        title={t("contacts.byStatus")}
        counts={stats.byStatus ?? {}}
        total={stats.total}
        onChoose={(status) => onChoose({ status })}
      />
      <Split
        title={t("contacts.byRole")}
        counts={stats.byRole ?? {}}
        total={stats.total}
        onChoose={(role) => onChoose({ role })}
      />
    </div>
  );
}
