import { useQuery } from "@tanstack/react-query";
import { ExternalLink } from "lucide-react";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { backend, type ProviderInfo, type SignInFix } from "../../backend";
import { Button } from "../../components/ui/button";
import { Field, TextInput } from "../../components/ui/field";
import { useNotices } from "../../components/ui/notices";
import { useWords } from "../../words";
import { consolePage } from "./own-client/console";

/** Those that are seen most: they stand there before anything is typed. */
const common = ["access_denied", "redirect_uri_mismatch", "invalid_client", "admin_policy_enforced", "org_internal"];

/** The page of Google's console that puts an error right. */
export function ConsoleButton({ place }: { place: SignInFix["place"] }) {
  const { t } = useTranslation();
  const { trouble } = useNotices();
  if (place === "") return null;
  return (
    <Button onClick={() => void backend.openLink(consolePage(place)).catch(trouble)}>
      <ExternalLink aria-hidden="true" />
      {t(`signInError.place_${place}`)}
    </Button>
  );
}

/** Most errors of a sign-in are shown in the browser and never come back here: this looks them up. */
export function SignInErrors({ provider }: { provider: ProviderInfo }) {
  const { t } = useTranslation();
  const [open, setOpen] = useState(false);
  const { said } = useWords();
  const [shown, setShown] = useState("");
  const { data: fixes = [] } = useQuery({
    queryKey: ["sign-in-fixes", provider.name],
    queryFn: () => backend.signInFixes(provider.name),
    enabled: open,
  });
  const words = shown.trim().toLowerCase().replaceAll(" ", "_");
  const hits = fixes.filter(
    (f) => words !== "" && (words.includes(f.word) || (words.length > 3 && f.word.includes(words))),
  );
  if (!open) {
    return (
      <Button kind="quiet" onClick={() => setOpen(true)}>
        {t("signInError.ask")}
      </Button>
    );
  }
  return (
    <div className="w-full rounded-l border border-line bg-surface p-4 text-left">
      <Field label={t("signInError.title")} hint={t("signInError.says")}>
        <TextInput
          className="font-mono"
          placeholder="Error 400: redirect_uri_mismatch"
          value={shown}
          maxLength={300}
          onChange={(e) => setShown(e.target.value)}
        />
      </Field>
      {words === "" && (
        <div className="mt-2 flex flex-wrap gap-1.5">
          {fixes
            .filter((f) => common.includes(f.word))
            .map((f) => (
              <Button key={f.word} className="font-mono" onClick={() => setShown(f.word)}>
                {f.word}
              </Button>
            ))}
        </div>
      )}
      <div role="status" className="mt-2 grid gap-2">
        {hits.map((f) => (
          <div key={f.word} className="flex flex-wrap items-center gap-2">
            <p className="min-w-60 flex-1 text-s">
              <code className="font-mono text-muted">{f.word}</code>: {said(f.sentence)}
            </p>
            <ConsoleButton place={f.place} />
          </div>
        ))}
        {words !== "" && hits.length === 0 && <p className="text-s text-muted">{t("signInError.none")}</p>}
      </div>
    </div>
  );
}
