import { CloudOff, FlaskConical } from "lucide-react";
import { useTranslation } from "react-i18next";
import { backend, supports } from "../backend";
import { useAct, useStatus } from "../data";
import { useView } from "../view";
import { useWords } from "../words";

/** Says that the figures are not the person's own: the sample, or a stand-in server. */
export function Stripe() {
  const { t } = useTranslation();
  const { boot } = useView();
  const leave = useAct(backend.leaveSample);
  if (!boot.demo && !boot.sandbox) return null;
  return (
    <section
      aria-label={t("stripe.label")}
      className="stripes flex items-center justify-center gap-2 border-b border-accent/50 px-4 py-0.5 text-xs"
    >
      <span className="flex flex-wrap items-center justify-center gap-x-2 rounded-s bg-bg px-2.5">
        <FlaskConical size={13} aria-hidden="true" className="shrink-0 text-accent" />
        <strong className="tracking-[0.08em] text-accent">
          {boot.demo ? t("stripe.sample") : t("stripe.sandbox")}
        </strong>
        <span className="text-text">{boot.demo ? t("stripe.sampleSays") : t("stripe.sandboxSays")}</span>
        {boot.demo && supports("LeaveSample") && (
          <button
            type="button"
            onClick={() => leave.mutate(undefined)}
            disabled={leave.isPending}
            className="hit rounded-s px-1 text-info underline"
          >
            {t("stripe.leave")}
          </button>
        )}
      </span>
    </section>
  );
}

/** Says that the network is away and how old everything is. */
export function OfflineBar() {
  const { t } = useTranslation();
  const words = useWords();
  const { data: status } = useStatus();
  if (!status?.offline) return null;
  return (
    <div
      role="status"
      className="flex items-center justify-center gap-2 border-b border-warn/50 bg-warn/10 px-4 py-1 text-s"
    >
      <CloudOff size={14} aria-hidden="true" className="shrink-0 text-warn" />
      <span>
        {status.lastSyncAt ? t("offline.since", { time: words.moment(status.lastSyncAt) }) : t("offline.never")}
        {status.outbox > 0 && ` ${t("offline.waiting", { count: status.outbox })}`}
      </span>
    </div>
  );
}
