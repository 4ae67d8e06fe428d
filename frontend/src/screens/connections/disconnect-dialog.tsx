import { useState } from "react";
import { useTranslation } from "react-i18next";
import { backend, type Connection } from "../../backend";
import { Button } from "../../components/ui/button";
import { Dialog } from "../../components/ui/dialog";
import { useNotices } from "../../components/ui/notices";
import { useAct } from "../../data";

/** Signs an account out, and asks whether its figures stay. */
export function DisconnectDialog({ connection, onClose }: { connection: Connection; onClose: () => void }) {
  const { t } = useTranslation();
  const { say } = useNotices();
  const [keep, setKeep] = useState(true);
  const leave = useAct(
    () => backend.disconnect(connection.id, keep),
    () => {
      say(t("connections.gone", { title: connection.title }));
      onClose();
    },
  );
  const option = "flex items-start gap-2.5 rounded-m border border-line px-3 py-2.5 has-[:checked]:border-accent";
  return (
    <Dialog
      open
      onClose={onClose}
      title={t("connections.leave", { title: connection.title })}
      about={t("connections.leaveSays")}
    >
      <fieldset className="grid gap-2">
        <legend className="sr-only">{t("connections.leaveData")}</legend>
        {[true, false].map((value) => (
          <label key={String(value)} className={option}>
            <input
              type="radio"
              name="keep"
              className="check mt-0.5 shrink-0"
              checked={keep === value}
              onChange={() => setKeep(value)}
            />
            <span>
              <strong className="font-semibold">{value ? t("connections.keep") : t("connections.drop")}</strong>
              <span className="block text-s text-muted">
                {value ? t("connections.keepSays") : t("connections.dropSays")}
              </span>
            </span>
          </label>
        ))}
      </fieldset>
      <div className="mt-4 flex justify-end gap-2">
        <Button onClick={onClose}>{t("common.cancel")}</Button>
        <Button kind="danger" onClick={() => leave.mutate(undefined)} disabled={leave.isPending}>
          {t("connections.disconnect")}
        </Button>
      </div>
    </Dialog>
  );
}
