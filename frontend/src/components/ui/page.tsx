import type { ReactNode } from "react";
import { cx } from "./cx";

interface PageProps {
  title: ReactNode;
  say?: ReactNode;
  side?: ReactNode;
  /** The screen scrolls a list inside, not itself. */
  fill?: boolean;
  children: ReactNode;
}

/** The frame of a screen: its name, one sentence, what acts on all of it, and the rest. */
export function Page({ title, say, side, fill, children }: PageProps) {
  return (
    <div className={cx("flex flex-col gap-3.5 px-6 py-4 max-[760px]:px-4", fill ? "h-full min-h-80" : "min-h-full")}>
      <div className="flex flex-wrap items-end gap-x-4 gap-y-2">
        <div className="min-w-0 flex-1 basis-72">
          <h1 className="truncate text-xl leading-7 font-[640] tracking-[-0.02em]">{title}</h1>
          {say && <p className="text-muted">{say}</p>}
        </div>
        {side}
      </div>
      {children}
    </div>
  );
}
