import { useMutation, useQueryClient } from "@tanstack/react-query";
import { useEffect, useRef, useState } from "react";
import { useTranslation } from "react-i18next";
import { backend, type Connection, type Problem } from "../../../backend";
import { Button } from "../../../components/ui/button";
import { Field, TextInput } from "../../../components/ui/field";
import { useNotices } from "../../../components/ui/notices";
import { Trouble } from "../../../components/ui/trouble";
import { useAct } from "../../../data";

/** Waits for the person: for the code of the mail, for a click on its link, or for the browser. */
export function WaitForm({ whom, onDone }: { whom: string; onDone: () => void }) {
  const { t } = useTranslation();
  const { say } = useNotices();
  const client = useQueryClient();
  const [code, setCode] = useState("");
  const mail = whom.includes("@");
  const done = (c: Connection) => {
    void client.invalidateQueries();
    say(t("mirror.connected", { account: c?.account || whom }));
    onDone();
  };
  const finish = useMutation<Connection, Problem, string>({ mutationFn: backend.mirrorFinish, onSuccess: done });
  const wait = useMutation<Connection, Problem, void>({
    mutationFn: backend.mirrorWait,
    onSuccess: done,
    onError: () => void client.invalidateQueries({ queryKey: ["mirror"] }),
  });
  const leave = useAct(() => backend.mirrorCancel());
  const waiting = useRef("");
  useEffect(() => {
    if (waiting.current === whom) return; // once, also where effects run twice
    waiting.current = whom;
    wait.mutate();
  }, [whom, wait.mutate]);
  const failed = wait.error && wait.error.code !== "canceled" ? wait.error : null;
  return (
    <form
      className="grid gap-3 rounded-m border border-line p-3.5"
      onSubmit={(e) => {
        e.preventDefault();
        finish.mutate(code.trim());
      }}
    >
      <p role="status">{mail ? t("mirror.mailed", { email: whom }) : t("mirror.browserOpen", { service: whom })}</p>
      {(finish.error || failed) && <Trouble problem={(finish.error ?? failed) as Problem} />}
      {mail && (
        <Field label={t("mirror.code")} hint={t("mirror.codeSays")}>
          <TextInput
            className="max-w-48 font-mono"
            inputMode="numeric"
            maxLength={12}
            autoComplete="one-time-code"
            value={code}
            onChange={(e) => setCode(e.target.value)}
          />
        </Field>
      )}
      <div className="flex flex-wrap justify-end gap-2">
        <Button onClick={() => leave.mutate(undefined)}>{t("mirror.leave")}</Button>
        {mail && (
          <Button type="submit" kind="primary" disabled={!code.trim() || finish.isPending}>
            {t("mirror.signIn")}
          </Button>
        )}
      </div>
    </form>
  );
}
