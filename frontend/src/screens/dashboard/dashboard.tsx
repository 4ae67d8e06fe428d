import { useTranslation } from "react-i18next";
import { useLocation } from "wouter";
import { SinceContext } from "../../components/metric/since";
import { Button } from "../../components/ui/button";
import { Empty } from "../../components/ui/empty";
import { Page } from "../../components/ui/page";
import { Segment } from "../../components/ui/segment";
import { Trouble } from "../../components/ui/trouble";
import { useMetrics, useStatus } from "../../data";
import { usePainted } from "../../paint";
import { useStill } from "../../still";
import { useView } from "../../view";
import { useWords } from "../../words";
import { NothingYet, Skeleton } from "./first-look";
import { anythingKnown, otherGroups, present } from "./groups";
import { Narration } from "./narration";
import { OfferCard } from "./offer-card";
import { SourceCard } from "./source-card";
import { TimeSlider } from "./time-slider";
import { TrackerCard } from "./tracker-card";
import { TrendCard } from "./trend-card";
import { useChangesSince } from "./use-since";
import { WhatNext } from "./what-next";
import { WhoAnswers } from "./who-answers";

/** What the others of the team worked out stands here even where they do not know. */
const agents = new Set(["broker", "scout", "coach", "insight"]);

function ConnectMail() {
  const { t } = useTranslation();
  const [, go] = useLocation();
  return (
    <Empty
      title={t("dashboard.noMail")}
      action={<Button onClick={() => go("/connections")}>{t("dashboard.connect")}</Button>}
    >
      {t("dashboard.noMailSays")}
    </Empty>
  );
}

/** What the campaign achieved so far, and what to do next. */
export function Dashboard() {
  const { t } = useTranslation();
  const words = useWords();
  const { campaign, campaignId, at, asked, span, setSpan, boot, open } = useView();
  const { data, error, refetch } = useMetrics(campaignId, asked);
  const { data: status } = useStatus();
  const metrics = data?.metrics ?? [];
  const sources = status?.sources ?? [];
  const mail = present("gmail", metrics, sources);
  const nothing = !anythingKnown(metrics) && !data?.asOf?.syncId;
  const others = otherGroups(metrics, boot.providers ?? []);
  const past = at !== "";
  const spans = (["7d", "campaign", "all"] as const).map((value) => ({ value, label: t(`period.${value}`) }));
  const since = useChangesSince();
  const painted = usePainted();
  useStill(mail && !nothing && asked === "" && open === "" && !status?.running);
  return (
    <SinceContext value={since}>
      <Page
        title={<bdi>{campaign?.name}</bdi>}
        side={!nothing && <Segment label={t("period.label")} value={span} options={spans} onChange={setSpan} />}
        say={
          past ? (
            <>
              <span className="text-info">{t("time.looking", { when: words.moment(data?.asOf?.at) })}</span>
              {data?.warning && <span className="block text-s text-warn">{words.said(data.warning)}</span>}
            </>
          ) : (
            <>
              <Narration message={data?.message ?? ""} />
              {span !== "campaign" && (
                <span className="block text-s text-info">
                  {t(`period.says_${span}`, { day: words.day(campaign?.rule.since) })}
                </span>
              )}
            </>
          )
        }
      >
        {error && <Trouble problem={error} onRetry={() => void refetch()} />}
        {!data && !error && <Skeleton />}
        {data && nothing && <NothingYet />}
        {data && !nothing && (
          <>
            {!past && <WhatNext />}
            {mail ? <TrackerCard metrics={metrics} /> : <ConnectMail />}
            {mail && (
              <div
                data-later="inside"
                className="grid min-h-0 flex-1 grid-cols-[1.75fr_1fr] gap-3.5 max-[1020px]:grid-cols-1"
              >
                {painted && (
                  <>
                    <TrendCard />
                    <WhoAnswers />
                  </>
                )}
              </div>
            )}
            <div
              data-later="inside"
              className="grid grid-cols-4 gap-3.5 max-[1240px]:grid-cols-2 max-[620px]:grid-cols-1"
            >
              {(painted ? others : []).map((g) => {
                if (present(g.name, g.metrics, sources) || anythingKnown(g.metrics))
                  return <SourceCard key={g.name} group={g} />;
                if (agents.has(g.name)) return <SourceCard key={g.name} group={g} />;
                const offered = boot.providers?.some((p) => p.name === g.name && p.available);
                return offered ? <OfferCard key={g.name} group={g} /> : null;
              })}
            </div>
            {painted && (
              <div data-later="" className="contents">
                <TimeSlider />
              </div>
            )}
          </>
        )}
      </Page>
    </SinceContext>
  );
}
