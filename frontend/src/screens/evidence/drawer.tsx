import { Dialog } from "@base-ui/react/dialog";
import { useTranslation } from "react-i18next";
import { useLabel } from "../../components/metric/labels";
import { Chip } from "../../components/ui/chip";
import { Kbd } from "../../components/ui/kbd";
import { Trouble } from "../../components/ui/trouble";
import { useEvidence, useMetrics } from "../../data";
import { useView } from "../../view";
import { useWords } from "../../words";
import { Headline } from "./headline";
import { EvidenceTabs } from "./tabs";

function Content({ figure }: { figure: string }) {
  const { t } = useTranslation();
  const words = useWords();
  const { campaignId, at } = useView();
  const { data: metrics } = useMetrics(campaignId, at);
  const { data, error, refetch } = useEvidence(campaignId, figure, at);
  const metric = metrics?.metrics?.find((m) => m.key === figure);
  const label = useLabel()(data ?? metric ?? { key: figure, label: figure });
  return (
    <>
      <div className="flex items-center gap-2.5">
        <Dialog.Title className="truncate text-[0.9375rem] font-[620]">{label}</Dialog.Title>
        {data?.asOf && <Chip>{t("drawer.asOf", { when: at === "" ? words.clock(data.asOf.at) : words.moment(data.asOf.at) })}</Chip>}
        <Dialog.Close aria-label={t("common.close")} className="hit ml-auto grid place-items-center rounded-s px-1 text-muted hover:text-text">
          <Kbd always>Esc</Kbd>
        </Dialog.Close>
      </div>
      {error && <Trouble problem={error} onRetry={() => void refetch()} />}
      {!data && !error && (
        <div role="status" aria-label={t("common.loading")} className="grid gap-3">
          <div className="skeleton h-12 w-40" />
          <div className="skeleton h-96" />
        </div>
      )}
      {data && (
        <>
          <Headline evidence={data} metric={metric} />
          <p className="border-l-2 border-line pl-2.5 text-s text-muted max-[760px]:hidden">
            {data.definition} <span className="text-faint">{t("figure.version", { version: data.definitionVersion })}</span>
          </p>
          <EvidenceTabs key={figure} evidence={data} label={label} />
        </>
      )}
    </>
  );
}

/** The rows behind one figure, over the right side of the window. Esc closes it; the page behind stays in use. */
export function EvidenceDrawer() {
  const { open, closeFigure } = useView();
  return (
    <Dialog.Root open={open !== ""} onOpenChange={(next) => !next && closeFigure()} modal="trap-focus">
      <Dialog.Portal>
        <Dialog.Popup className="fixed inset-y-0 right-0 z-20 flex w-[min(480px,calc(100vw-56px))] flex-col gap-3.5 overflow-y-auto border-l border-line bg-surface px-[22px] py-5 shadow-drawer transition-transform data-ending-style:translate-x-4 data-ending-style:opacity-0 data-starting-style:translate-x-4">
          {open && <Content figure={open} />}
        </Dialog.Popup>
      </Dialog.Portal>
    </Dialog.Root>
  );
}
