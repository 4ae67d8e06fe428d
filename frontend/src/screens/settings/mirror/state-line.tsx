import { CircleCheck, CircleDashed, CirclePause, Hourglass, TriangleAlert } from "lucide-react";
import type { ReactNode } from "react";
import { useTranslation } from "react-i18next";
import type { MirrorState, MirrorStatus } from "../../../backend";
import { backend } from "../../../backend";
import { Button } from "../../../components/ui/button";
import { cx } from "../../../components/ui/cx";
import { useAct } from "../../../data";
import { useWords } from "../../../words";
import { dashboard } from "./links";
import { CopySchema } from "./schema-step";

type Fix = "signIn" | "schema" | "resume" | "retry";

/** What leads out of each state that is not well. */
const fixes: Partial<Record<MirrorState, Fix[]>> = {
  needs_sign_in: ["signIn"],
  wrong_key: ["signIn"],
  wrong_project: ["signIn"],
  schema_missing: ["schema", "retry"],
  schema_old: ["schema", "retry"],
  policy_refuses: ["schema", "retry"],
  project_paused: ["resume", "retry"],
  row_refused: ["retry"],
  clock_skew: ["retry"],
  offline: ["retry"],
  service_down: ["retry"],
  error: ["retry"],
};

const icons: Partial<Record<MirrorState, ReactNode>> = {
  not_connected: <CircleDashed aria-hidden="true" />,
  off: <CirclePause aria-hidden="true" />,
  ready: <CircleCheck className="text-good" aria-hidden="true" />,
  waiting: <Hourglass aria-hidden="true" />,
};

interface StateLineProps {
  status: MirrorStatus;
  busy: boolean;
  onRetry: () => void;
  onSignIn: () => void;
}

/** How it stands, in words; where something is wrong, what to do, and the button for it. */
export function StateLine({ status, busy, onRetry, onSignIn }: StateLineProps) {
  const { t } = useTranslation();
  const words = useWords();
  const { state } = status;
  const resume = useAct(() => backend.openLink(dashboard(status.url, "")));
  const wrong = fixes[state];
  const word = t(`mirror.state_${state}`, { count: status.waiting, defaultValue: state });
  const button: Record<Fix, ReactNode> = {
    signIn: (
      <Button key="signIn" onClick={onSignIn}>
        {t("mirror.signInAgain")}
      </Button>
    ),
    schema: <CopySchema key="schema" />,
    resume: (
      <Button key="resume" onClick={() => resume.mutate(undefined)}>
        {t("mirror.openProject")}
      </Button>
    ),
    retry: (
      <Button key="retry" onClick={onRetry} disabled={busy}>
        {t("common.tryAgain")}
      </Button>
    ),
  };
  return (
    <div
      role={wrong ? "alert" : "status"}
      className={cx(
        "grid gap-2.5 rounded-m border px-3.5 py-3",
        wrong ? "border-bad/50" : "border-line-soft",
        state === "ready" && "border-good/40",
      )}
    >
      <div className="flex items-start gap-2.5 [&_svg]:mt-0.5 [&_svg]:size-4 [&_svg]:shrink-0">
        {icons[state] ?? <TriangleAlert className="text-bad" aria-hidden="true" />}
        <div className="min-w-0 flex-1">
          <p className="font-semibold">{word}</p>
          <p className="text-s break-words text-muted">
            {t(`mirror.fix_${state}`, { defaultValue: words.said(status.message), url: status.url })}
          </p>
        </div>
      </div>
      {wrong && <div className="flex flex-wrap gap-2 pl-[26px]">{wrong.map((f) => button[f])}</div>}
    </div>
  );
}
