import { useTranslation } from "react-i18next";
import { backend, type ContactField, type StatusResult } from "../../backend";
import { useNotices } from "../../components/ui/notices";
import { useAct } from "../../data";
import { useView } from "../../view";

/** Says what came of a change, with the way back where there is one. */
export function useSayChange() {
  const { t } = useTranslation();
  const { say } = useNotices();
  const undo = useAct(backend.undoEdit, () => say(t("contacts.takenBack")));
  return (result: StatusResult, done: string) => {
    const token = result.undo;
    const text = result.conflict
      ? t("contacts.becameConflict")
      : result.kept
        ? t("contacts.sheetKept", { value: result.kept })
        : result.pending
          ? t("contacts.waits")
          : done;
    say(text, token ? { label: t("common.undo"), run: () => undo.mutate(token) } : undefined);
  };
}

export interface Change {
  email: string;
  field: ContactField;
  value: string;
}

/** Changes one field of one contact, through the outbox. */
export function useChange(done?: () => void) {
  const { t } = useTranslation();
  const { campaignId } = useView();
  const sayChange = useSayChange();
  return useAct(
    ({ email, field, value }: Change) => backend.setContact(campaignId, email, field, value.trim()),
    (result, { field, value }) => {
      sayChange(result, t("contacts.changed", { field: t(`field.${field}`), value: value.trim() }));
      done?.();
    },
  );
}
