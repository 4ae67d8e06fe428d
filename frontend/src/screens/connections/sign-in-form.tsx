import { useState } from "react";
import { useTranslation } from "react-i18next";
import type { ConnectRequest, ProviderInfo } from "../../backend";
import { Button } from "../../components/ui/button";
import { Field, TextInput } from "../../components/ui/field";
import { Toggle } from "../../components/ui/toggle";
import { GoogleClient } from "./google-client";

interface SignInFormProps {
  provider: ProviderInfo;
  badClient: boolean;
  onSignIn: (request: Partial<ConnectRequest>) => void;
}

const google = new Set(["gmail", "sheets"]);

/** Signs in through the system's browser; with an app of one's own where the service asks for one. */
export function SignInForm({ provider, badClient, onSignIn }: SignInFormProps) {
  const { t } = useTranslation();
  const [own, setOwn] = useState(false);
  const [clientJSON, setJSON] = useState("");
  const [clientId, setId] = useState("");
  const [clientSecret, setSecret] = useState("");
  const [allFiles, setAllFiles] = useState(false);
  const open = own || badClient;
  return (
    <form
      className="grid gap-3"
      onSubmit={(e) => {
        e.preventDefault();
        onSignIn({
          allFiles,
          ...(open && { clientJSON, clientId: clientId.trim(), clientSecret: clientSecret.trim() }),
        });
      }}
    >
      {open && google.has(provider.name) && (
        <GoogleClient service={provider.name} value={clientJSON} onChange={setJSON} />
      )}
      {open && !google.has(provider.name) && (
        <div className="grid gap-3">
          <p className="text-s text-muted">{t("connect.ownApp", { title: provider.title })}</p>
          <Field label={t("connect.clientId")}>
            <TextInput className="font-mono" value={clientId} onChange={(e) => setId(e.target.value)} />
          </Field>
          <Field label={t("connect.clientSecret")} hint={t("connect.clientSecretSays")}>
            <TextInput
              type="password"
              className="font-mono"
              value={clientSecret}
              onChange={(e) => setSecret(e.target.value)}
            />
          </Field>
        </div>
      )}
      {provider.name === "sheets" && (
        <Toggle label={t("connect.allFiles")} hint={t("connect.allFilesSays")} on={allFiles} onChange={setAllFiles} />
      )}
      <div className="flex flex-wrap items-center justify-between gap-2">
        <Button kind="quiet" aria-expanded={open} onClick={() => setOwn(!own)}>
          {google.has(provider.name) ? t("connect.ownClient") : t("connect.ownAppToggle")}
        </Button>
        <Button kind="primary" type="submit" disabled={open && !clientJSON && !clientId.trim()}>
          {t("connect.openBrowser")}
        </Button>
      </div>
    </form>
  );
}
