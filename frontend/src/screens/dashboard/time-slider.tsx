import { History } from "lucide-react";
import { useTranslation } from "react-i18next";
import { Button } from "../../components/ui/button";
import { Kbd } from "../../components/ui/kbd";
import { useSyncs } from "../../data";
import { useKeys } from "../../keys";
import { useView } from "../../view";
import { useWords } from "../../words";

/** More ticks than this would be a solid bar: every n-th is drawn then, every one can still be reached. */
const TICKS = 120;

/** Drags the window back over past syncs; every figure and drawer follows. Works offline. */
export function TimeSlider() {
  const { t } = useTranslation();
  const words = useWords();
  const { campaignId, at, setAt } = useView();
  const { data: syncs = [] } = useSyncs(campaignId);
  const last = syncs.length - 1;
  const found = at === "" ? last : syncs.findIndex((s) => String(s.syncId) === at);
  const index = found < 0 ? last : found;
  const move = (to: number) => {
    const next = Math.max(0, Math.min(last, to));
    setAt(next === last ? "" : String(syncs[next]?.syncId ?? ""));
  };
  useKeys({ "[": () => move(index - 1), "]": () => move(index + 1) }, { enabled: last > 0 });
  if (last < 0) return null;
  const alone = last === 0;
  const step = Math.ceil(syncs.length / TICKS);
  const here = syncs[index];
  const past = at !== "";
  return (
    <section
      aria-label={t("time.label")}
      className="flex flex-wrap items-center gap-x-3 rounded-l border border-line-soft bg-surface px-3.5 py-1.5 text-s text-muted"
    >
      <History size={15} aria-hidden="true" />
      <span>{past ? t("time.past") : t("time.now")}</span>
      <div className="relative h-6 min-w-40 flex-1">
        <svg
          aria-hidden="true"
          className="absolute inset-x-2 top-1.5 h-3 w-[calc(100%-16px)] text-faint"
          preserveAspectRatio="none"
          viewBox={`0 0 ${Math.max(1, last)} 10`}
        >
          {syncs.map((s, i) =>
            i % step === 0 ? (
              <line
                key={s.syncId}
                x1={i}
                x2={i}
                y1={s.status === "success" ? 1 : 4}
                y2={9}
                stroke="currentColor"
                strokeWidth={1.5}
                vectorEffect="non-scaling-stroke"
              />
            ) : null,
          )}
        </svg>
        <input
          type="range"
          className="time-range absolute inset-0"
          min={0}
          max={Math.max(1, last)}
          value={alone ? 1 : index}
          disabled={alone}
          onChange={(e) => move(Number(e.target.value))}
          aria-label={t("time.label")}
          aria-valuetext={past ? words.moment(here?.at) : t("time.now")}
        />
      </div>
      {alone && <span className="text-xs text-faint">{t("time.alone")}</span>}
      <span className="num text-text">{words.moment(here?.at)}</span>
      <span className={alone ? "hidden" : "flex gap-1"}>
        <Kbd of="[" />
        <Kbd of="]" />
      </span>
      {past && (
        <Button kind="primary" onClick={() => setAt("")}>
          {t("time.back")}
        </Button>
      )}
    </section>
  );
}
