import { RefreshCw, Square } from "lucide-react";
import { useTranslation } from "react-i18next";
import type { Progress } from "../backend";
import { Button } from "../components/ui/button";
import { Kbd } from "../components/ui/kbd";
import { useStatus } from "../data";
import { useNow } from "../now";
import { useView } from "../view";
import { useWords } from "../words";
import { StateMark } from "./state-mark";
import { useSync } from "./use-sync";

function Running({ progress, onStop }: { progress: Progress | null; onStop: () => void }) {
  const { t } = useTranslation();
  const words = useWords();
  const share = progress?.share ?? null;
  const title = progress?.provider ? t(`source.${progress.provider}`, { defaultValue: progress.provider }) : "";
  return (
    <>
      <p className="mb-1.5 flex items-center gap-1.5 text-s text-muted max-[860px]:justify-center">
        <StateMark state="syncing" />
        <span className="truncate max-[860px]:sr-only">
          {title ? t("sync.reading", { title }) : t("sync.starting")}
        </span>
      </p>
      <div
        role="progressbar"
        aria-label={t("sync.progress")}
        aria-valuemin={0}
        aria-valuemax={100}
        aria-valuenow={share === null ? undefined : Math.round(share * 100)}
        className="mb-1.5 h-1 overflow-hidden rounded-full bg-line"
      >
        <div
          className={share === null ? "skeleton h-full w-full bg-accent" : "h-full bg-accent transition-[width]"}
          style={share === null ? undefined : { width: `${Math.round(share * 100)}%` }}
        />
      </div>
      <p className="num mb-2 flex min-h-4 justify-between gap-2 text-xs text-muted max-[860px]:hidden">
        <span>
          {progress && progress.known > 0 && `${words.number(progress.done)}/${words.number(progress.known)}`}
        </span>
        <span>{progress?.secondsLeft != null && words.left(progress.secondsLeft)}</span>
      </p>
      <Button className="w-full max-[860px]:px-0" onClick={onStop}>
        <Square aria-hidden="true" />
        <span className="max-[860px]:sr-only">{t("sync.stop")}</span>
      </Button>
    </>
  );
}

/** The state in words, and Sync now; while a sync runs, how far it is and a way to stop it. */
export function SyncBox() {
  const { t } = useTranslation();
  const { boot } = useView();
  const { data: status } = useStatus();
  const { progress, running, start, stop } = useSync();
  const words = useWords();
  const now = useNow();
  const age = status?.lastSyncAt ? words.age(status.lastSyncAt, now) : "";
  return (
    <div className="rounded-[9px] border border-line bg-surface p-2.5 max-[860px]:p-1.5">
      {running ? (
        <Running progress={progress} onStop={stop} />
      ) : (
        <>
          {status && (
            <p
              data-moving=""
              className="mb-2 flex items-start gap-[7px] text-s text-muted max-[860px]:justify-center"
              title={[words.said(status.words), age].filter(Boolean).join(", ")}
            >
              <span className="mt-[3px]">
                <StateMark state={status.state} size={12} />
              </span>
              <span className="min-w-0 break-words max-[860px]:sr-only">
                {words.said(status.words)}
                {status.state === "fresh" && <span className="block text-xs">{age}</span>}
              </span>
            </p>
          )}
          <Button
            kind="primary"
            className="w-full max-[860px]:px-0"
            onClick={() => start()}
            disabled={!boot.campaignId || status?.sources?.length === 0}
          >
            <RefreshCw aria-hidden="true" />
            <span className="max-[860px]:sr-only">{t("sync.now")}</span>
            <Kbd always of="mod+r" className="border-current text-inherit! max-[860px]:hidden" />
          </Button>
        </>
      )}
    </div>
  );
}
