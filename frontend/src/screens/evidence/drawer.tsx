import { useTranslation } from "react-i18next";
import { useLabel } from "../../components/metric/labels";
import { Chip } from "../../components/ui/chip";
import { Drawer } from "../../components/ui/drawer";
import { Trouble } from "../../components/ui/trouble";
import { useEvidence, useMetrics } from "../../data";
import { useView } from "../../view";
import { useWords } from "../../words";
import { GoalLine } from "./goal-line";
import { Headline } from "./headline";
import { EvidenceTabs } from "./tabs";

/** The rows behind one figure. */
export function EvidenceDrawer() {
  const { t } = useTranslation();
  const words = useWords();
  const { campaignId, at, asked, span, open, openTab, closeFigure } = useView();
  const { data: metrics } = useMetrics(campaignId, asked);
  const { data, error, refetch } = useEvidence(campaignId, open, asked);
  const metric = metrics?.metrics?.find((m) => m.key === open);
  const label = useLabel()(metric ?? data ?? { key: open, label: open });
  const when = data?.asOf && (at === "" ? words.clock(data.asOf.at) : words.moment(data.asOf.at));
  return (
    <Drawer
      open={open !== ""}
      onClose={closeFigure}
      title={label}
      mark={
        when && (
          <>
            <Chip>{t("drawer.asOf", { when })}</Chip>
            {span !== "campaign" && <Chip tone="info">{t(`period.${span}`)}</Chip>}
          </>
        )
      }
    >
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
            {words.defined(data)}{" "}
            <span className="text-faint">{t("figure.version", { version: data.definitionVersion })}</span>
          </p>
          <GoalLine key={open} evidence={data} />
          <EvidenceTabs key={open + openTab} evidence={data} label={label} />
        </>
      )}
    </Drawer>
  );
}
