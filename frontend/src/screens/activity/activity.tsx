import { Download } from "lucide-react";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { backend, problemOf } from "../../backend";
import { Stat } from "../../components/metric/stat";
import { Button } from "../../components/ui/button";
import { Empty } from "../../components/ui/empty";
import { Choice, TextInput } from "../../components/ui/field";
import { useNotices } from "../../components/ui/notices";
import { Page } from "../../components/ui/page";
import { Trouble } from "../../components/ui/trouble";
import { toCSV } from "../../csv";
import { useLog, useMetrics } from "../../data";
import { useView } from "../../view";
import { own } from "../dashboard/groups";
import { CheckSources } from "./check-sources";
import { RunTable } from "./run-table";
import { WhatChanged } from "./what-changed";

const STEP = 100;
const fields = [
  "id",
  "synced_at",
  "integration_type",
  "status",
  "trigger",
  "sync_duration_ms",
  "records_synced",
  "changed",
  "unread",
  "requests",
  "quotaUnits",
  "errorCode",
  "error_message",
  "campaign",
] as const;

/** What happened, run by run, in plain words. */
export function Activity() {
  const { t } = useTranslation();
  const { campaignId } = useView();
  const { say, trouble } = useNotices();
  const [limit, setLimit] = useState(STEP);
  const [source, setSource] = useState("");
  const [status, setStatus] = useState("");
  const [text, setText] = useState("");
  const { data, error, refetch } = useLog(limit);
  const { data: answer } = useMetrics(campaignId, "");
  const rows = data ?? [];
  const wanted = text.trim().toLowerCase();
  const shown = rows.filter(
    (r) =>
      (!source || r.integration_type === source) &&
      (!status || r.status === status) &&
      (!wanted ||
        `${r.error_message ?? ""} ${r.campaign ?? ""} ${r.account ?? ""} ${r.trigger ?? ""}`
          .toLowerCase()
          .includes(wanted)),
  );
  const sources = [...new Set(rows.map((r) => r.integration_type))];
  const about = (answer?.metrics ?? []).filter((m) => own.has(m.key) && m.key !== "freshness");
  const save = async () => {
    try {
      const body = shown.map((r) => fields.map((f) => r[f] ?? ""));
      if (await backend.saveText("mixdown-activity.csv", toCSV([...fields], body)))
        say(t("drawer.exported", { count: shown.length }));
    } catch (reason) {
      trouble(problemOf(reason));
    }
  };
  return (
    <Page title={t("nav.activity")} say={t("activity.say")}>
      {error && <Trouble problem={error} onRetry={() => void refetch()} />}
      {!data && !error && <div className="skeleton h-64" />}
      {data && rows.length === 0 && <Empty title={t("dashboard.unsynced")}>{t("activity.none")}</Empty>}
      {rows.length > 0 && (
        <>
          <WhatChanged />
          {about.length > 0 && (
            <div className="grid grid-cols-[repeat(auto-fit,minmax(140px,1fr))] gap-3 rounded-l border border-line-soft bg-surface px-[18px] py-3">
              {about.map((m) => (
                <Stat key={m.key} metric={m} />
              ))}
            </div>
          )}
          <div className="flex flex-wrap items-center gap-2">
            <Choice aria-label={t("activity.source")} value={source} onChange={(e) => setSource(e.target.value)}>
              <option value="">{`${t("activity.source")}: ${t("common.all")}`}</option>
              {sources.map((s) => (
                <option key={s} value={s}>
                  {t(`source.${s}`, { defaultValue: s })}
                </option>
              ))}
            </Choice>
            <Choice aria-label={t("activity.status")} value={status} onChange={(e) => setStatus(e.target.value)}>
              <option value="">{`${t("activity.status")}: ${t("common.all")}`}</option>
              {["success", "partial", "error"].map((s) => (
                <option key={s} value={s}>
                  {t(`run.${s}`)}
                </option>
              ))}
            </Choice>
            <TextInput
              type="search"
              aria-label={t("activity.find")}
              placeholder={t("activity.find")}
              value={text}
              onChange={(e) => setText(e.target.value)}
              className="max-w-72"
            />
            <Button className="ml-auto" onClick={() => void save()}>
              <Download aria-hidden="true" />
              {t("activity.export")}
            </Button>
          </div>
          {shown.length > 0 ? <RunTable rows={shown} /> : <p className="text-muted">{t("activity.noMatch")}</p>}
          <CheckSources source={source} />
          {rows.length >= limit && (
            <Button className="self-center" onClick={() => setLimit(limit + STEP)}>
              {t("activity.more")}
            </Button>
          )}
        </>
      )}
    </Page>
  );
}
