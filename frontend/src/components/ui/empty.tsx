import type { ReactNode } from "react";

/** Nothing to show, said as a sentence with the way on. */
export function Empty({ title, children, action }: { title: string; children?: ReactNode; action?: ReactNode }) {
  return (
    <div className="grid place-items-center rounded-l border border-dashed border-line px-6 py-12 text-center">
      <div className="max-w-md">
        <h2 className="text-l font-semibold">{title}</h2>
        {children && <p className="mt-1 text-muted">{children}</p>}
        {action && <div className="mt-4 flex flex-wrap justify-center gap-2">{action}</div>}
      </div>
    </div>
  );
}
