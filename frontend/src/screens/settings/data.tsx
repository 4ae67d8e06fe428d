import { type FormEvent, useState } from "react";
import { useTranslation } from "react-i18next";
import { backend } from "../../backend";
import { Button } from "../../components/ui/button";
import { Dialog } from "../../components/ui/dialog";
import { Field, TextInput } from "../../components/ui/field";
import { useNotices } from "../../components/ui/notices";
import { useAct } from "../../data";
import { useView } from "../../view";
import { useWords } from "../../words";
import { PasswordDialog } from "./password-dialog";
import { Line, Section } from "./section";

/** Everything at once: a copy under a password, that copy brought back here or elsewhere, and an end to it all. */
export function Data() {
  const { t } = useTranslation();
  const { boot } = useView();
  const { say } = useNotices();
  const [asks, setAsks] = useState<"" | "backup" | "restore" | "delete">("");
  const close = () => setAsks("");
  const backup = useAct(backend.backup, (path) => path && say(t("settings.backedUp")));
  const restore = useAct(backend.restore, (r) => r.chosen && say(t("settings.restored", { name: r.aside })));
  return (
    <Section title={t("settings.data")}>
      <p className="text-muted">{t("settings.dataSays")}</p>
      <Line label={t("settings.backup")}>
        <Button onClick={() => setAsks("backup")} disabled={backup.isPending}>
          {backup.isPending ? t("settings.backupRuns") : t("settings.backupAct")}
        </Button>
      </Line>
      <Line label={t("settings.restore")}>
        <Button onClick={() => setAsks("restore")} disabled={restore.isPending || boot.sandbox}>
          {restore.isPending ? t("settings.restoreRuns") : t("settings.restoreAct")}
        </Button>
      </Line>
      <p className="text-s text-muted">{boot.sandbox ? t("settings.restoreSample") : t("settings.moveSays")}</p>
      <div className="border-t border-line-soft pt-3.5">
        <Line label={t("settings.delete")}>
          <Button kind="danger" onClick={() => setAsks("delete")}>
            {t("settings.deleteAct")}
          </Button>
        </Line>
      </div>
      <PasswordDialog
        open={asks === "backup"}
        onClose={close}
        title={t("settings.backup")}
        about={t("settings.backupSays")}
        act={t("settings.chooseFile")}
        busy={backup.isPending}
        twice
        onPassword={backup.mutate}
      />
      <PasswordDialog
        open={asks === "restore"}
        onClose={close}
        title={t("settings.restore")}
        about={t("settings.restoreSays")}
        act={t("settings.chooseBackup")}
        busy={restore.isPending}
        onPassword={restore.mutate}
      />
      <DeleteDialog open={asks === "delete"} onClose={close} />
    </Section>
  );
}

/** Asks for a word to be typed: a single click must not end years of numbers. */
function DeleteDialog({ open, onClose }: { open: boolean; onClose: () => void }) {
  const { t } = useTranslation();
  const { say } = useNotices();
  const words = useWords();
  const [typed, setTyped] = useState("");
  const word = t("settings.deleteWord");
  const close = () => {
    setTyped("");
    onClose();
  };
  const act = useAct(
    () => backend.deleteEverything(),
    (messages) => say([t("settings.deleted"), ...messages.map(words.said)].join(" ")),
  );
  const submit = (event: FormEvent) => {
    event.preventDefault();
    if (typed.trim().toLowerCase() !== word.toLowerCase()) return;
    act.mutate(undefined);
    close();
  };
  return (
    <Dialog open={open} onClose={close} title={t("settings.delete")} about={t("settings.deleteSays")}>
      <form onSubmit={submit} className="grid gap-3">
        <Field label={t("settings.deleteType", { word })}>
          <TextInput value={typed} onChange={(e) => setTyped(e.target.value)} />
        </Field>
        <div className="flex justify-end gap-2">
          <Button onClick={close}>{t("common.cancel")}</Button>
          <Button type="submit" kind="danger" disabled={typed.trim().toLowerCase() !== word.toLowerCase()}>
            {t("settings.deleteAct")}
          </Button>
        </div>
      </form>
    </Dialog>
  );
}
