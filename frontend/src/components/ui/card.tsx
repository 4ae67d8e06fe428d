import type { ReactNode } from "react";
import { hueOf } from "../metric/hue";
import { cx } from "./cx";

interface CardProps {
  title: string;
  /** Whose hue the strip and the name carry; none for a neutral card. */
  hue?: string;
  plainTitle?: boolean;
  /** Keeps the heading on one line: what does not fit is cut, the note before the title. For cards that stand side by side. */
  oneLine?: boolean;
  note?: ReactNode;
  side?: ReactNode;
  className?: string;
  children: ReactNode;
}

/** A titled section with a strip in its source's hue. */
export function Card({ title, hue, plainTitle, oneLine, note, side, className, children }: CardProps) {
  const { strip, text } = hueOf(hue);
  return (
    <section
      aria-label={title}
      className={cx(
        "relative flex min-w-0 flex-col overflow-hidden rounded-l border border-line-soft bg-surface px-[18px] pt-2.5 pb-3.5",
        className,
      )}
    >
      <span aria-hidden="true" className={cx("absolute inset-y-0 left-0 w-[3px]", strip)} />
      <header className={cx("mb-1.5 flex min-h-7 items-center gap-x-2.5 gap-y-1", !oneLine && "flex-wrap")}>
        <h2
          className={cx(
            "text-[0.8125rem] font-semibold tracking-[0.01em]",
            plainTitle ? "text-text" : text,
            oneLine && "max-w-[60%] shrink-0 truncate",
          )}
        >
          {title}
        </h2>
        {note && <small className={cx("text-xs text-faint", oneLine && "min-w-0 truncate")}>{note}</small>}
        {side && (
          <div className={cx("ml-auto flex items-center gap-1.5 text-xs text-faint", oneLine && "shrink-0")}>
            {side}
          </div>
        )}
      </header>
      {children}
    </section>
  );
}
