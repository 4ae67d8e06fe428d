import { useMutation, useQueryClient } from "@tanstack/react-query";
import { ExternalLink } from "lucide-react";
import { type ReactNode, useState } from "react";
import { useTranslation } from "react-i18next";
import { backend, type MirrorRequest, type Problem } from "../../../backend";
import { Button } from "../../../components/ui/button";
import { Choice, Field, TextInput } from "../../../components/ui/field";
import { Trouble } from "../../../components/ui/trouble";
import { useAct } from "../../../data";
import { dashboard } from "./links";
import { SchemaStep } from "./schema-step";

function Step({ number, title, children }: { number: number; title: string; children: ReactNode }) {
  return (
    <li className="grid grid-cols-[auto_minmax(0,1fr)] gap-x-3 gap-y-2">
      <span
        aria-hidden="true"
        className="num grid size-6 place-items-center rounded-full border border-line text-s text-muted"
      >
        {number}
      </span>
      <h3 className="self-center font-medium">{title}</h3>
      <div className="col-start-2 grid gap-2.5">{children}</div>
    </li>
  );
}

/** Project, tables, sign-in: what it takes to connect, in the order in which it is done. */
export function ConnectForm({ url: known, onCancel }: { url: string; onCancel?: () => void }) {
  const { t } = useTranslation();
  const client = useQueryClient();
  const [url, setUrl] = useState(known);
  const [key, setKey] = useState("");
  const [email, setEmail] = useState("");
  const [way, setWay] = useState("");
  const open = useAct(() => backend.openLink(dashboard(url.trim(), "settings/api-keys")));
  const services = useMutation<string[], Problem, MirrorRequest>({ mutationFn: backend.mirrorServices });
  const begin = useMutation<void, Problem, MirrorRequest>({
    mutationFn: backend.mirrorSendCode,
    onSuccess: () => client.invalidateQueries({ queryKey: ["mirror"] }),
  });
  const request = { url: url.trim(), key: key.trim(), email: way ? "" : email.trim(), with: way };
  const ready = request.url !== "" && request.key !== "" && (way !== "" || request.email !== "");
  // Which services there are is asked once the project is known; by mail goes with every project.
  const ask = () => request.url && request.key && services.mutate(request);
  return (
    <form
      className="grid gap-4"
      onSubmit={(e) => {
        e.preventDefault();
        if (ready) begin.mutate(request);
      }}
    >
      <ol className="grid gap-4">
        <Step number={1} title={t("mirror.stepProject")}>
          <p className="text-s text-muted">{t("mirror.stepProjectSays")}</p>
          <Button className="justify-self-start" onClick={() => open.mutate(undefined)}>
            <ExternalLink aria-hidden="true" />
            {t("mirror.openKeys")}
          </Button>
          <Field label={t("mirror.url")}>
            <TextInput
              className="font-mono"
              placeholder="https://abcdefgh.supabase.co"
              value={url}
              onChange={(e) => setUrl(e.target.value)}
              onBlur={ask}
            />
          </Field>
          <Field label={t("mirror.key")} hint={t("mirror.keySays")}>
            <TextInput
              className="font-mono"
              placeholder="sb_publishable_…"
              value={key}
              onChange={(e) => setKey(e.target.value)}
              onBlur={ask}
            />
          </Field>
        </Step>
        <Step number={2} title={t("mirror.stepTables")}>
          <SchemaStep url={url.trim()} />
        </Step>
        <Step number={3} title={t("mirror.stepSignIn")}>
          {(services.data?.length ?? 0) > 0 && (
            <Field label={t("mirror.way")}>
              <Choice value={way} onChange={(e) => setWay(e.target.value)}>
                <option value="">{t("mirror.byMail")}</option>
                {services.data?.map((s) => (
                  <option key={s} value={s}>
                    {t("mirror.withService", { service: s })}
                  </option>
                ))}
              </Choice>
            </Field>
          )}
          {way === "" && (
            <Field label={t("mirror.email")} hint={t("mirror.emailSays")}>
              <TextInput type="email" value={email} onChange={(e) => setEmail(e.target.value)} />
            </Field>
          )}
          {begin.error && <Trouble problem={begin.error} />}
          <div className="flex flex-wrap justify-end gap-2">
            {onCancel && <Button onClick={onCancel}>{t("common.cancel")}</Button>}
            <Button type="submit" kind="primary" disabled={!ready || begin.isPending}>
              {begin.isPending ? t("mirror.asking") : way ? t("connect.openBrowser") : t("mirror.sendMail")}
            </Button>
          </div>
        </Step>
      </ol>
    </form>
  );
}
