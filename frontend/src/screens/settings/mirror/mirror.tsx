import { useQuery } from "@tanstack/react-query";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { backend, type MirrorStatus } from "../../../backend";
import { Button } from "../../../components/ui/button";
import { useNotices } from "../../../components/ui/notices";
import { Toggle } from "../../../components/ui/toggle";
import { Trouble } from "../../../components/ui/trouble";
import { useAct, useConnections } from "../../../data";
import { useNow } from "../../../now";
import { useWords } from "../../../words";
import { DisconnectDialog } from "../../connections/disconnect-dialog";
import { Section } from "../section";
import { ConnectForm } from "./connect-form";
import { Leaving } from "./leaving";
import { SchemaStep } from "./schema-step";
import { StateLine } from "./state-line";
import { WaitForm } from "./wait-form";

/** Results to the person's own Supabase project: off by default, and what would leave is seen before it is switched on. */
export function Mirror() {
  const { t } = useTranslation();
  const { data, error, refetch } = useQuery({ queryKey: ["mirror"], queryFn: backend.mirrorStatus });
  const [again, setAgain] = useState(false);
  const set = useAct(({ on, addresses }: { on: boolean; addresses: boolean }) => backend.mirrorSet(on, addresses));
  const push = useAct(() => backend.mirrorPush());
  const busy = set.isPending || push.isPending;
  const retry = (s: MirrorStatus) => (s.on ? push.mutate(undefined) : set.mutate({ on: true, addresses: s.addresses }));
  return (
    <Section title={t("mirror.title")}>
      <p className="text-muted">{t("mirror.says")}</p>
      {error && <Trouble problem={error} onRetry={() => void refetch()} />}
      {!data && !error && <div className="skeleton h-24" />}
      {data && (
        <>
          <StateLine status={data} busy={busy} onRetry={() => retry(data)} onSignIn={() => setAgain(true)} />
          {data.signingIn ? (
            <WaitForm whom={data.signingIn} onDone={() => setAgain(false)} />
          ) : (
            (!data.connected || again) && (
              <ConnectForm url={data.url} onCancel={again ? () => setAgain(false) : undefined} />
            )
          )}
          {data.connected && !data.signingIn && !again && (
            <>
              <Facts status={data} />
              {!data.on && <SchemaStep url={data.url} />}
              <Toggle
                label={t("mirror.addresses")}
                hint={t("mirror.addressesSays")}
                on={data.addresses}
                disabled={busy}
                onChange={(addresses) => set.mutate({ on: data.on, addresses })}
              />
            </>
          )}
          <Leaving status={data} />
          {data.connected && !data.signingIn && !again && (
            <Buttons
              status={data}
              busy={busy}
              onSet={(on) => set.mutate({ on, addresses: data.addresses })}
              onPush={() => push.mutate(undefined)}
            />
          )}
        </>
      )}
    </Section>
  );
}

/** Which project, as whom, and when it last had everything. */
function Facts({ status }: { status: MirrorStatus }) {
  const { t } = useTranslation();
  const words = useWords();
  const now = useNow();
  const facts: [string, string][] = [
    [t("mirror.project"), status.url],
    [t("mirror.signedInAs"), status.account],
    [t("mirror.lastPush"), words.age(status.lastPushAt, now)],
    [t("mirror.agents"), status.live ? t("mirror.live") : t("mirror.withSync")],
  ];
  return (
    <dl className="grid grid-cols-[auto_minmax(0,1fr)] gap-x-4 gap-y-1 text-s">
      {facts.map(([name, value]) => (
        <div key={name} className="contents">
          <dt className="text-muted">{name}</dt>
          <dd className="min-w-0 break-words">{value}</dd>
        </div>
      ))}
      {status.refused > 0 && (
        <div className="contents">
          <dt className="text-warn">{t("mirror.refused")}</dt>
          <dd>{t("mirror.refusedSays", { count: status.refused })}</dd>
        </div>
      )}
    </dl>
  );
}

interface ButtonsProps {
  status: MirrorStatus;
  busy: boolean;
  onSet: (on: boolean) => void;
  onPush: () => void;
}

function Buttons({ status, busy, onSet, onPush }: ButtonsProps) {
  const { t } = useTranslation();
  const { trouble } = useNotices();
  const [leaving, setLeaving] = useState(false);
  const { data: connections = [], error } = useConnections();
  const connection = connections.find((c) => c.provider === "supabase");
  const leave = () => {
    if (connection) setLeaving(true);
    else if (error) trouble(error);
  };
  return (
    <div className="flex flex-wrap items-center justify-end gap-2">
      <Button kind="quiet" className="mr-auto" onClick={leave}>
        {t("mirror.disconnect")}
      </Button>
      {status.on ? (
        <>
          <Button onClick={() => onSet(false)} disabled={busy}>
            {t("mirror.switchOff")}
          </Button>
          <Button kind="primary" onClick={onPush} disabled={busy || status.waiting === 0}>
            {busy ? t("mirror.sending") : t("mirror.pushNow")}
          </Button>
        </>
      ) : (
        <Button kind="primary" onClick={() => onSet(true)} disabled={busy}>
          {busy ? t("mirror.checking") : t("mirror.switchOn")}
        </Button>
      )}
      {leaving && connection && <DisconnectDialog connection={connection} onClose={() => setLeaving(false)} />}
    </div>
  );
}
