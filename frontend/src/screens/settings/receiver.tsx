import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { backend, type Problem, type ReceiverSource, type Receiver as Status } from "../../backend";
import { Button } from "../../components/ui/button";
import { Field, TextInput } from "../../components/ui/field";
import { Trouble } from "../../components/ui/trouble";
import { useAct } from "../../data";
import { useNow } from "../../now";
import { useWords } from "../../words";
import { Section } from "./section";

/** The port that is offered: none of those at which a sign-in waits. */
const offeredPort = "43120";

/** Notices of Drive, Mailchimp and Airtable, behind the person's own tunnel: on, and which of them come through; or what it takes. */
export function Receiver() {
  const { t } = useTranslation();
  const words = useWords();
  const { data, error } = useQuery({ queryKey: ["receiver"], queryFn: backend.receiver });
  const stop = useAct(() => backend.stopReceiver());
  return (
    <Section title={t("receiver.title")}>
      <p className="text-muted">{t("receiver.says")}</p>
      {error && <Trouble problem={error} />}
      {data && !data.on && <SwitchOn />}
      {data?.on && (
        <>
          <p role="status" className={data.message ? "break-words text-warn" : "break-words"}>
            {words.said(data.message) || t("receiver.listens", { address: data.listen })}
          </p>
          <p className="text-s break-all">
            <span className="text-muted">{t("receiver.through")} </span>
            <span className="font-mono">{data.publicURL}</span>
          </p>
          <Sources list={data.connections ?? []} />
          <SigningKey status={data} />
          <Button className="justify-self-start" onClick={() => stop.mutate(undefined)} disabled={stop.isPending}>
            {t("receiver.off")}
          </Button>
        </>
      )}
    </Section>
  );
}

function SwitchOn() {
  const { t } = useTranslation();
  const [tunnel, setTunnel] = useState("");
  const [port, setPort] = useState(offeredPort);
  const client = useQueryClient();
  const begin = useMutation<Status, Problem, void>({
    mutationFn: () => backend.setReceiver(`127.0.0.1:${port.trim()}`, tunnel.trim()),
    onSuccess: () => client.invalidateQueries(),
  });
  const good = /^\d{1,5}$/.test(port.trim()) && Number(port) >= 1 && Number(port) <= 65535;
  return (
    <form
      className="grid gap-3"
      onSubmit={(e) => {
        e.preventDefault();
        begin.mutate();
      }}
    >
      <div className="grid gap-3 sm:grid-cols-[minmax(0,1fr)_12rem]">
        <Field label={t("receiver.tunnel")}>
          <TextInput
            className="font-mono"
            placeholder="https://hooks.example.org"
            value={tunnel}
            onChange={(e) => setTunnel(e.target.value)}
          />
        </Field>
        <Field
          label={t("receiver.port")}
          hint={t("receiver.portSays")}
          problem={good ? undefined : t("receiver.portWrong")}
        >
          <TextInput className="font-mono" inputMode="numeric" value={port} onChange={(e) => setPort(e.target.value)} />
        </Field>
      </div>
      {begin.error && <Trouble problem={begin.error} />}
      <Button
        type="submit"
        kind="primary"
        className="justify-self-end"
        disabled={!tunnel.trim() || !good || begin.isPending}
      >
        {t("receiver.on")}
      </Button>
    </form>
  );
}

/** What tells, a line each: whether it comes through, until when, and when it last did. */
function Sources({ list }: { list: ReceiverSource[] }) {
  const { t } = useTranslation();
  if (list.length === 0) return <p>{t("receiver.noSource")}</p>;
  return (
    <ul aria-label={t("receiver.sources")} className="grid gap-2 rounded-m border border-line-soft p-3">
      {list.map((c) => (
        <Source key={c.id} source={c} />
      ))}
    </ul>
  );
}

function Source({ source: c }: { source: ReceiverSource }) {
  const { t } = useTranslation();
  const words = useWords();
  const now = useNow();
  const silent = c.message ? "refused" : c.asked ? "silent" : "notAsked";
  const facts = [
    c.asked && c.endsAt && t("receiver.until", { when: words.moment(c.endsAt) }),
    c.lastNoticeAt && t("receiver.last", { age: words.age(c.lastNoticeAt, now) }),
  ].filter(Boolean);
  return (
    <li className="grid gap-0.5">
      <span className="flex flex-wrap items-baseline justify-between gap-x-3">
        <span className="min-w-0 break-words">
          {c.title} <span className="text-s text-muted">{c.account}</span>
        </span>
        <span className={c.live ? "text-s text-good" : "text-s text-muted"}>
          {t(`receiver.${c.live ? "live" : silent}`)}
        </span>
      </span>
      {facts.length > 0 && <span className="text-xs text-muted">{facts.join(" · ")}</span>}
      {c.message && <span className="text-s break-words text-warn">{words.said(c.message)}</span>}
    </li>
  );
}

function SigningKey({ status }: { status: Status }) {
  const { t } = useTranslation();
  const [key, setKey] = useState("");
  const client = useQueryClient();
  const keep = useMutation<Status, Problem, void>({
    mutationFn: () => backend.saveSigningKey(key.trim()),
    onSuccess: () => {
      setKey("");
      return client.invalidateQueries();
    },
  });
  if (!status.connections?.some((c) => c.provider === "mailchimp")) return null;
  return (
    <form
      className="grid gap-2"
      onSubmit={(e) => {
        e.preventDefault();
        keep.mutate();
      }}
    >
      <Field
        label={t("receiver.signing")}
        hint={status.signingKey ? t("receiver.signingKept") : t("receiver.signingSays")}
      >
        <TextInput type="password" className="font-mono" value={key} onChange={(e) => setKey(e.target.value)} />
      </Field>
      {keep.error && <Trouble problem={keep.error} />}
      <Button type="submit" className="justify-self-end" disabled={!key.trim() || keep.isPending}>
        {t("receiver.keep")}
      </Button>
    </form>
  );
}
