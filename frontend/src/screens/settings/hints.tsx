import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { ExternalLink } from "lucide-react";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { backend, type GmailPush, type Problem } from "../../backend";
import { Button } from "../../components/ui/button";
import { Field, TextInput } from "../../components/ui/field";
import { Trouble } from "../../components/ui/trouble";
import { useAct } from "../../data";
import { useView } from "../../view";
import { useWords } from "../../words";
import { Section } from "./section";

/** Push hints of Gmail: on, and whether they come through; or what it takes. */
export function Hints() {
  const { t } = useTranslation();
  const words = useWords();
  const { boot } = useView();
  const { data, error } = useQuery({ queryKey: ["gmail-push"], queryFn: backend.gmailPush });
  const stop = useAct(() => backend.stopGmailPush());
  return (
    <Section title={t("hints.title")}>
      <p className="text-muted">{t("hints.says", { count: boot.settings.syncMinutes })}</p>
      {error && <Trouble problem={error} />}
      {data && !data.connected && <p>{t("hints.needsGmail")}</p>}
      {data?.connected && !data.on && <SwitchOn />}
      {data?.on && (
        <>
          <p role="status">{data.live ? t("hints.live") : words.said(data.message) || t("hints.notYet")}</p>
          <p className="font-mono text-xs break-all text-muted">{data.subscription}</p>
          <Button className="justify-self-start" onClick={() => stop.mutate(undefined)} disabled={stop.isPending}>
            {t("hints.off")}
          </Button>
        </>
      )}
    </Section>
  );
}

function SwitchOn() {
  const { t } = useTranslation();
  const client = useQueryClient();
  const [topic, setTopic] = useState("");
  const [subscription, setSubscription] = useState("");
  const open = useAct(() => backend.openLink("https://console.cloud.google.com/cloudpubsub/topic/list"));
  const begin = useMutation<GmailPush, Problem, void>({
    mutationFn: () => backend.setGmailPush(topic.trim(), subscription.trim()),
    onSuccess: () => client.invalidateQueries(),
  });
  return (
    <form
      className="grid gap-3"
      onSubmit={(e) => {
        e.preventDefault();
        begin.mutate();
      }}
    >
      <p className="text-s text-muted">{t("hints.steps")}</p>
      <Button className="justify-self-start" onClick={() => open.mutate(undefined)}>
        <ExternalLink aria-hidden="true" />
        {t("hints.console")}
      </Button>
      <Field label={t("hints.topic")}>
        <TextInput
          className="font-mono"
          placeholder="projects/PROJECT/topics/NAME"
          value={topic}
          onChange={(e) => setTopic(e.target.value)}
        />
      </Field>
      <Field label={t("hints.subscription")}>
        <TextInput
          className="font-mono"
          placeholder="projects/PROJECT/subscriptions/NAME"
          value={subscription}
          onChange={(e) => setSubscription(e.target.value)}
        />
      </Field>
      {begin.error && begin.error.code !== "canceled" && <Trouble problem={begin.error} />}
      <div className="flex flex-wrap items-center justify-end gap-2">
        {begin.isPending && (
          <>
            <span role="status" className="text-s text-muted">
              {t("hints.waiting")}
            </span>
            <Button onClick={() => void backend.cancelConnect()}>{t("hints.giveUp")}</Button>
          </>
        )}
        <Button type="submit" kind="primary" disabled={!topic.trim() || !subscription.trim() || begin.isPending}>
          {t("hints.on")}
        </Button>
      </div>
    </form>
  );
}
