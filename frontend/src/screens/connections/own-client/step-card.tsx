import { Check } from "lucide-react";
import type { ReactNode } from "react";
import { useTranslation } from "react-i18next";
import { cx } from "../../../components/ui/cx";

interface StepCardProps {
  number: number;
  title: string;
  says: ReactNode;
  done: boolean;
  /** The one to do now. */
  current: boolean;
  action?: ReactNode;
  children?: ReactNode;
}

/** One of a few steps: its number turns into a tick once it is done. */
export function StepCard({ number, title, says, done, current, action, children }: StepCardProps) {
  const { t } = useTranslation();
  return (
    <li
      aria-current={current ? "step" : undefined}
      className={cx(
        "grid grid-cols-[24px_minmax(0,1fr)_auto] items-start gap-x-3 gap-y-2 rounded-l border bg-surface px-4 py-3",
        current ? "border-accent" : "border-line",
      )}
    >
      <span
        className={cx(
          "num mt-px grid size-6 place-items-center rounded-full border text-xs",
          done ? "border-good text-good" : current ? "border-accent text-accent" : "border-line text-faint",
        )}
      >
        {done ? <Check size={14} aria-hidden="true" /> : number}
        {done && <span className="sr-only">{t("wizard.done")}</span>}
      </span>
      <div className="min-w-0">
        <h2 className="font-semibold">{title}</h2>
        <p className="text-s text-muted">{says}</p>
      </div>
      <div className="flex flex-wrap justify-end gap-2">{action}</div>
      {children && <div className="col-span-2 col-start-2 grid gap-2">{children}</div>}
    </li>
  );
}
