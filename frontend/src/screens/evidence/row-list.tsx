import { useVirtualizer } from "@tanstack/react-virtual";
import { type KeyboardEvent, useId, useRef } from "react";
import { useTranslation } from "react-i18next";
import type { Row } from "../../backend";
import { cx } from "../../components/ui/cx";
import { meantBy } from "../../shortcuts";
import { useWords } from "../../words";
import { RowItem } from "./row-item";

interface RowListProps {
  label: string;
  rows: Row[];
  selected: number;
  onSelect: (index: number) => void;
  onOpen: () => void;
}

/** How tall a row is whose reason takes one line, in pixels; the others are measured. */
const ROW = 78;

/** A list box of rows that draws only those in view: ten thousand scroll like ten. */
export function RowList({ label, rows, selected, onSelect, onOpen }: RowListProps) {
  const { t } = useTranslation();
  const words = useWords();
  const box = useRef<HTMLDivElement>(null);
  const id = useId();
  const list = useVirtualizer({
    count: rows.length,
    getScrollElement: () => box.current,
    estimateSize: () => ROW,
    overscan: 4,
    initialRect: { width: 480, height: 600 },
  });
  const drawn = list.getVirtualItems();
  const move = (to: number) => {
    const next = Math.max(0, Math.min(rows.length - 1, to));
    onSelect(next);
    list.scrollToIndex(next, { align: "auto" });
  };
  const press = (event: KeyboardEvent) => {
    const steps: Record<string, number> = { ArrowDown: 1, j: 1, ArrowUp: -1, k: -1, PageDown: 8, PageUp: -8 };
    const step = steps[meantBy(event.key) ?? ""];
    if (step) move(selected + step);
    else if (event.key === "Home") move(0);
    else if (event.key === "End") move(rows.length - 1);
    else if (event.key === "Enter") onOpen();
    else return;
    event.preventDefault();
  };
  return (
    <div
      ref={box}
      role="listbox"
      aria-label={label}
      aria-activedescendant={drawn.some((item) => item.index === selected) ? `${id}-${selected}` : undefined}
      tabIndex={0}
      onKeyDown={press}
      className="scroll-quiet min-h-0 flex-1 overflow-y-auto rounded-s [contain:strict]"
    >
      <div className="relative" style={{ height: list.getTotalSize() }}>
        {drawn.map((item) => {
          const row = rows[item.index];
          if (!row) return null;
          const on = item.index === selected;
          return (
            // biome-ignore lint/a11y/useKeyWithClickEvents: the list box around it has the keys
            <div
              key={item.key}
              ref={list.measureElement}
              data-index={item.index}
              id={`${id}-${item.index}`}
              role="option"
              aria-selected={on}
              aria-setsize={rows.length}
              aria-posinset={item.index + 1}
              onClick={() => onSelect(item.index)}
              onDoubleClick={onOpen}
              className={cx(
                "absolute inset-x-0 border-b border-line-soft px-2 py-2.5 [contain:content]",
                on && "bg-raised shadow-[inset_2px_0_0_var(--color-accent)]",
              )}
              style={{ top: item.start }}
            >
              <RowItem row={row} t={t} words={words} />
            </div>
          );
        })}
      </div>
    </div>
  );
}
