import { type FormEvent, useRef, useState } from "react";
import { useTranslation } from "react-i18next";
import { Button } from "../../components/ui/button";
import { Dialog } from "../../components/ui/dialog";
import { Field, TextInput } from "../../components/ui/field";

const SHORTEST = 8;

interface PasswordDialogProps {
  open: boolean;
  onClose: () => void;
  title: string;
  about: string;
  act: string;
  busy: boolean;
  /** A new password is asked for twice: nobody can read a backup whose password was mistyped. */
  twice?: boolean;
  onPassword: (password: string) => void;
}

/** Asks for the password of a backup. */
export function PasswordDialog({ open, onClose, title, about, act, busy, twice, onPassword }: PasswordDialogProps) {
  const { t } = useTranslation();
  const [password, setPassword] = useState("");
  const [again, setAgain] = useState("");
  const [problem, setProblem] = useState("");
  const first = useRef<HTMLInputElement>(null);
  const close = () => {
    setPassword("");
    setAgain("");
    setProblem("");
    onClose();
  };
  const submit = (event: FormEvent) => {
    event.preventDefault();
    if (password.length < SHORTEST) setProblem(t("settings.passwordShort", { count: SHORTEST }));
    else if (twice && password !== again) setProblem(t("settings.passwordDiffers"));
    else {
      onPassword(password);
      close();
    }
  };
  return (
    <Dialog open={open} onClose={close} title={title} about={about} focus={() => first.current}>
      <form onSubmit={submit} className="grid gap-3">
        <Field label={t("settings.password")} problem={problem}>
          <TextInput
            type="password"
            ref={first}
            autoComplete={twice ? "new-password" : "off"}
            value={password}
            onChange={(e) => setPassword(e.target.value)}
          />
        </Field>
        {twice && (
          <Field label={t("settings.passwordAgain")}>
            <TextInput
              type="password"
              autoComplete="new-password"
              value={again}
              onChange={(e) => setAgain(e.target.value)}
            />
          </Field>
        )}
        <div className="flex justify-end gap-2">
          <Button onClick={close}>{t("common.cancel")}</Button>
          <Button type="submit" kind="primary" disabled={busy}>
            {act}
          </Button>
        </div>
      </form>
    </Dialog>
  );
}
