import { useState } from "react";
import { useTranslation } from "react-i18next";
import type { ProviderInfo } from "../../backend";
import { Button } from "../../components/ui/button";
import { Field, TextInput } from "../../components/ui/field";

/** Takes an API key or personal token. It goes to the keychain and is never shown again. */
export function KeyForm({
  provider,
  busy,
  onKey,
}: {
  provider: ProviderInfo;
  busy: boolean;
  onKey: (key: string) => void;
}) {
  const { t } = useTranslation();
  const [key, setKey] = useState("");
  return (
    <form
      className="grid gap-3"
      onSubmit={(e) => {
        e.preventDefault();
        onKey(key.trim());
        setKey("");
      }}
    >
      <Field label={t("connect.keyLabel", { title: provider.title })} hint={t("connect.keySays")}>
        <TextInput
          type="password"
          className="font-mono"
          value={key}
          onChange={(e) => setKey(e.target.value)}
          required
        />
      </Field>
      <Button type="submit" kind="primary" className="justify-self-end" disabled={!key.trim() || busy}>
        {busy ? t("connect.trying") : t("connections.connect")}
      </Button>
    </form>
  );
}
