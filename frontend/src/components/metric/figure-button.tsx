import type { Metric } from "../../backend";
import { useView } from "../../view";
import { useWords } from "../../words";
import { cx } from "../ui/cx";
import { Definition } from "./definition";
import { Figure } from "./figure";
import { GoalBar } from "./goal";
import { useLabel } from "./labels";
import { reading } from "./reading";
import { Under } from "./under";

/** A big figure that opens to its rows. */
export function FigureButton({ metric, people }: { metric: Metric; people?: Metric }) {
  const { open, openFigure } = useView();
  const words = useWords();
  const label = useLabel()(metric);
  const on = open === metric.key;
  return (
    <div className="group relative min-w-0">
      <button
        type="button"
        aria-haspopup="dialog"
        aria-expanded={on}
        onClick={() => openFigure(metric.key)}
        className={cx(
          "flex h-full w-full flex-col items-start justify-start rounded-m border px-2.5 py-2 text-left transition-colors",
          on ? "border-line bg-raised" : "border-transparent hover:border-line hover:bg-raised",
        )}
      >
        <Figure reading={reading(metric, words)} />
        <span className="mt-0.5 block text-s text-muted">{label}</span>
        <Under metric={metric} people={people} />
        <GoalBar metric={metric} />
      </button>
      <Definition metric={metric} />
    </div>
  );
}
