import { useTranslation } from "react-i18next";
import { Kbd } from "../components/ui/kbd";
import { useStatus } from "../data";
import { useWords } from "../words";
import { StateMark } from "./state-mark";

/** The foot of the window: freshness, what waits to be sent, what was spent, whom we talked to. */
export function StatusBar({ onPalette }: { onPalette: () => void }) {
  const { t } = useTranslation();
  const words = useWords();
  const { data: status } = useStatus();
  const mail = status?.sources.filter((s) => s.provider === "gmail") ?? [];
  const units = mail.reduce((sum, s) => sum + s.unitsToday, 0);
  const [before, spent, after] = t("foot.units", { units: words.number(units) }).split(/<\/?b>/);
  return (
    <footer className="col-span-full flex min-h-[30px] flex-wrap items-center gap-x-[18px] border-t border-line-soft bg-surface px-3.5 text-xs text-faint">
      {status && (
        <>
          <span data-moving="" className="flex items-center gap-1.5">
            <StateMark state={status.state} size={12} />
            {t(`state.${status.state}`)}
          </span>
          <span>
            {t("foot.outbox")} <b className="num text-muted">{words.number(status.outbox)}</b>
          </span>
          <span data-moving="" className="max-[760px]:hidden" title={t("foot.unitsSays")}>
            {before}
            <b className="num text-muted">{spent}</b>
            {after}
          </span>
          <span className="ml-auto max-[760px]:hidden">
            {t(status.mirror ? "foot.mirrored" : "foot.hosts", { count: status.hosts })}
          </span>
        </>
      )}
      <button
        type="button"
        onClick={onPalette}
        className="hit flex items-center gap-1.5 rounded-s px-1 hover:text-text max-[760px]:ml-auto"
      >
        <Kbd always of="mod+k" /> {t("foot.commands")}
      </button>
    </footer>
  );
}
