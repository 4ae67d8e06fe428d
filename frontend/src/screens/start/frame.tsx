import { Check } from "lucide-react";
import type { ReactNode } from "react";
import { useTranslation } from "react-i18next";
import { useLocation } from "wouter";
import { Button } from "../../components/ui/button";
import { cx } from "../../components/ui/cx";
import { Brand } from "../../shell/brand";

const steps = ["google", "campaign", "contacts", "sync"] as const;

export type Step = (typeof steps)[number];

/** Where the person is on the way to the first figures. */
function Rail({ at }: { at: Step }) {
  const { t } = useTranslation();
  const here = steps.indexOf(at);
  return (
    <ol aria-label={t("start.steps")} className="flex flex-wrap gap-x-5 gap-y-1">
      {steps.map((s, i) => (
        <li
          key={s}
          aria-current={s === at ? "step" : undefined}
          className={cx("flex items-center gap-2 text-s", s === at ? "font-semibold text-text" : "text-muted")}
        >
          <span
            aria-hidden="true"
            className={cx(
              "num grid size-5 place-items-center rounded-full border text-xs",
              i < here ? "border-good text-good" : s === at ? "border-accent text-accent" : "border-line",
            )}
          >
            {i < here ? <Check size={12} /> : i + 1}
          </span>
          {t(`start.step_${s}`)}
        </li>
      ))}
    </ol>
  );
}

interface FrameProps {
  at?: Step;
  title: string;
  says?: ReactNode;
  children: ReactNode;
}

/** One step of the first run: nothing else is on the screen, and there is always a way back. */
export function Frame({ at, title, says, children }: FrameProps) {
  const { t } = useTranslation();
  const [, go] = useLocation();
  return (
    <main className="scroll-quiet h-full overflow-y-auto px-6 py-6 max-[760px]:px-4">
      <div className="mx-auto w-full max-w-5xl">
        <div className="mb-5 flex flex-wrap items-start justify-between gap-x-6">
          <div className="-ml-2 max-[860px]:ml-0">
            <Brand />
          </div>
          <div className="flex flex-wrap items-center gap-4">
            {at && <Rail at={at} />}
            <Button kind="quiet" onClick={() => go("/")}>
              {t("start.leave")}
            </Button>
          </div>
        </div>
        <h1 className="text-[1.5rem] leading-tight font-[640] tracking-[-0.02em]">{title}</h1>
        {says && <p className="mt-1 mb-5 max-w-2xl text-muted">{says}</p>}
        {children}
      </div>
    </main>
  );
}
