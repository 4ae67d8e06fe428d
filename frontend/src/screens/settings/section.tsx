import type { ReactNode } from "react";

export function Section({ title, children }: { title: string; children: ReactNode }) {
  return (
    <section
      aria-label={title}
      tabIndex={-1}
      className="grid scroll-mt-4 gap-3.5 rounded-l border border-line-soft bg-surface p-[18px]"
    >
      <h2 className="font-semibold">{title}</h2>
      {children}
    </section>
  );
}

/** A setting with its name on the left. */
export function Line({ label, children }: { label: string; children: ReactNode }) {
  return (
    <div className="flex flex-wrap items-center justify-between gap-x-3 gap-y-1.5">
      <span aria-hidden="true">{label}</span>
      <div className="flex flex-wrap items-center gap-2">{children}</div>
    </div>
  );
}
