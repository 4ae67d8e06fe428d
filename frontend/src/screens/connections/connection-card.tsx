import { RefreshCw } from "lucide-react";
import type { ReactNode } from "react";
import { useTranslation } from "react-i18next";
import { backend, type Connection, type ProviderInfo } from "../../backend";
import { Button } from "../../components/ui/button";
import { Card } from "../../components/ui/card";
import { Chip, type Tone } from "../../components/ui/chip";
import { cx } from "../../components/ui/cx";
import { useAct } from "../../data";
import { useNow } from "../../now";
import { useSync } from "../../shell/use-sync";
import { useWords } from "../../words";
import { ImportLink } from "../import/import-link";
import { CallBudget } from "./call-budget";
import { CheckResult } from "./check-result";
import { Permissions } from "./permissions";
import { ConsoleButton } from "./sign-in-errors";

const tones: Record<Connection["status"], Tone> = {
  active: "good",
  needs_sign_in: "bad",
  paused: "plain",
  error: "warn",
};

function Fact({ name, children }: { name: string; children: ReactNode }) {
  return (
    <div>
      <dt className="text-xs text-muted">{name}</dt>
      <dd className="num text-s">{children}</dd>
    </div>
  );
}

interface ConnectionCardProps {
  connection: Connection;
  provider: ProviderInfo | undefined;
  onReconnect: () => void;
  onDisconnect: () => void;
}

export function ConnectionCard({ connection: c, provider, onReconnect, onDisconnect }: ConnectionCardProps) {
  const { t } = useTranslation();
  const words = useWords();
  const now = useNow();
  const { start, running } = useSync();
  const pause = useAct((paused: boolean) => backend.pauseConnection(c.id, paused));
  const check = useAct(() => backend.checkSource(c.id));
  const every = (minutes = 15) =>
    minutes >= 60 && minutes % 60 === 0
      ? t("connections.everyHours", { count: minutes / 60 })
      : t("connections.every", { count: minutes });
  const title = c.title || provider?.title || c.provider;
  const broken = c.status === "needs_sign_in" || c.status === "error";
  // It stands beside what is wrong.
  const again = broken && (
    <Button kind="primary" onClick={onReconnect}>
      {t("connections.reconnect")}
    </Button>
  );
  return (
    <Card
      title={title}
      hue={c.provider}
      note={
        <bdi className="block max-w-72 truncate" title={c.account}>
          {c.account}
        </bdi>
      }
      side={<Chip tone={tones[c.status]}>{t(`connection.${c.status}`)}</Chip>}
      className="mb-3.5 break-inside-avoid"
    >
      {c.message && (
        <div
          className={cx(
            "mb-2.5 flex flex-wrap items-center gap-2 text-s",
            broken ? "rounded-m border border-bad/50 px-3 py-2" : "text-muted",
            c.testing && !broken && "rounded-m border border-warn/50 px-3 py-2 text-text",
          )}
        >
          <p className="min-w-48 flex-1 break-words">{words.said(c.message)}</p>
          {c.testing && <ConsoleButton place="audience" />}
          {again}
        </div>
      )}
      <dl className="grid grid-cols-[repeat(auto-fit,minmax(100px,1fr))] items-end gap-2">
        <Fact name={t("connections.lastGood")}>{words.age(c.lastSyncAt, now)}</Fact>
        <Fact name={t("connections.next")}>
          {c.status === "active" && c.autoSync ? words.ahead(c.nextSyncAt, now) : "—"}
        </Fact>
        <Fact name={t("connections.how")}>{c.live ? t("connections.live") : every(c.everyMinutes)}</Fact>
        {c.callBudget ? (
          <Fact name={t("connections.calls")}>
            {t("figure.of", { counted: words.number(c.callsThisMonth ?? 0), base: words.number(c.callBudget) })}
          </Fact>
        ) : (
          c.unitsToday > 0 && <Fact name={t("connections.units")}>{words.number(c.unitsToday)}</Fact>
        )}
        {c.consentEndsAt && <Fact name={t("connections.ends")}>{words.day(c.consentEndsAt)}</Fact>}
        {c.unreadItems > 0 && <Fact name={t("connections.unread")}>{words.number(c.unreadItems)}</Fact>}
      </dl>
      {c.liveMessage && <p className="mt-2 text-s break-words text-warn">{words.said(c.liveMessage)}</p>}
      <CallBudget connection={c} />
      <Permissions granted={c.scopes ?? []} missing={c.missingScopes ?? []} all={provider?.permissions ?? []} />
      {check.data && <CheckResult rows={check.data} />}
      <div className="mt-auto flex flex-wrap gap-2 pt-3">
        {broken ? (
          !c.message && again
        ) : (
          <Button onClick={() => start([c.provider])} disabled={running || c.status === "paused"}>
            <RefreshCw aria-hidden="true" />
            {t("sync.now")}
          </Button>
        )}
        <Button onClick={() => pause.mutate(c.status !== "paused")} disabled={pause.isPending || broken}>
          {c.status === "paused" ? t("connections.resume") : t("connections.pause")}
        </Button>
        <Button onClick={() => check.mutate(undefined)} disabled={check.isPending || c.status === "needs_sign_in"}>
          {check.isPending ? t("connections.checking") : t("connections.check")}
        </Button>
        {(c.missingScopes ?? []).length > 0 && !broken && (
          <Button onClick={onReconnect}>{t("connections.reconnect")}</Button>
        )}
        <ImportLink source={c.provider} />
        <Button kind="quiet" className="ml-auto" onClick={onDisconnect}>
          {t("connections.disconnect")}
        </Button>
      </div>
    </Card>
  );
}
