import { useState } from "react";
import { useTranslation } from "react-i18next";
import type { ConnectRequest, ProviderInfo } from "../../backend";
import { Button } from "../../components/ui/button";
import { Field, TextInput } from "../../components/ui/field";
import { Toggle } from "../../components/ui/toggle";
import { GoogleClient } from "./google-client";

interface SignInFormProps {
  provider: ProviderInfo;
  /** A client is at hand: nothing has to be made first. */
  ready: boolean;
  google: boolean;
  onSignIn: (request: Partial<ConnectRequest>) => void;
}

/** An app that the person registered at another service. */
function OwnApp({ title, onChange }: { title: string; onChange: (id: string, secret: string) => void }) {
  const { t } = useTranslation();
  const [id, setId] = useState("");
  const [secret, setSecret] = useState("");
  return (
    <div className="grid gap-3">
      <p className="text-s text-muted">{t("connect.ownApp", { title })}</p>
      <Field label={t("connect.clientId")}>
        <TextInput
          className="font-mono"
          value={id}
          onChange={(e) => {
            setId(e.target.value);
            onChange(e.target.value.trim(), secret);
          }}
        />
      </Field>
      <Field label={t("connect.clientSecret")} hint={t("connect.clientSecretSays")}>
        <TextInput
          type="password"
          className="font-mono"
          value={secret}
          onChange={(e) => {
            setSecret(e.target.value);
            onChange(id.trim(), e.target.value.trim());
          }}
        />
      </Field>
    </div>
  );
}

/** Signs in through the system's browser; with a client of one's own where there is none yet, or the person wants another. */
export function SignInForm({ provider, ready, google, onSignIn }: SignInFormProps) {
  const { t } = useTranslation();
  const [own, setOwn] = useState(false);
  const [clientJSON, setJSON] = useState("");
  const [[clientId, clientSecret], setApp] = useState(["", ""]);
  const [allFiles, setAllFiles] = useState(false);
  const open = own || !ready;
  return (
    <form
      className="grid gap-3"
      onSubmit={(e) => {
        e.preventDefault();
        onSignIn({ allFiles, ...(open && { clientJSON, clientId, clientSecret }) });
      }}
    >
      {open && google && (
        <>
          <p className="text-muted">{t("wizard.says")}</p>
          <GoogleClient value={clientJSON} onChange={setJSON} />
        </>
      )}
      {open && !google && <OwnApp title={provider.title} onChange={(id, secret) => setApp([id, secret])} />}
      {provider.name === "sheets" && (
        <Toggle label={t("connect.allFiles")} hint={t("connect.allFilesSays")} on={allFiles} onChange={setAllFiles} />
      )}
      <div className="flex flex-wrap items-center justify-end gap-2">
        {ready && (
          <Button kind="quiet" className="mr-auto" aria-expanded={open} onClick={() => setOwn(!own)}>
            {google ? t("connect.ownClient") : t("connect.ownAppToggle")}
          </Button>
        )}
        <Button kind="primary" type="submit" disabled={open && !clientJSON && !clientId}>
          {t("connect.openBrowser")}
        </Button>
      </div>
    </form>
  );
}
