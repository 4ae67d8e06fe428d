import { ExternalLink } from "lucide-react";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { backend, type Starter } from "../../backend";
import { Button } from "../../components/ui/button";
import { Dialog } from "../../components/ui/dialog";
import { Field, TextInput } from "../../components/ui/field";
import { useNotices } from "../../components/ui/notices";
import { useAct } from "../../data";
import { useView } from "../../view";

/** Makes an empty contact sheet in the expected format, in the person's own Google Drive. */
export function StarterDialog({ onClose }: { onClose: () => void }) {
  const { t } = useTranslation();
  const { campaign, campaignId } = useView();
  const { trouble } = useNotices();
  const [name, setName] = useState(t("starter.suggested", { name: campaign?.name ?? "" }).trim());
  const [made, setMade] = useState<Starter | null>(null);
  const make = useAct(() => backend.starterSheet(campaignId, name.trim()), setMade);
  return (
    <Dialog open onClose={onClose} title={t("starter.title")} about={t("starter.says")}>
      {made ? (
        <div className="grid gap-4">
          <p>{made.campaign ? t("starter.madeUsed", { name: made.campaign }) : t("starter.made")}</p>
          <div className="flex justify-end gap-2">
            <Button onClick={() => void backend.openLink(made.link).catch(trouble)}>
              <ExternalLink aria-hidden="true" />
              {t("starter.open")}
            </Button>
            <Button kind="primary" onClick={onClose}>
              {t("common.close")}
            </Button>
          </div>
        </div>
      ) : (
        <form
          className="grid gap-4"
          onSubmit={(e) => {
            e.preventDefault();
            make.mutate(undefined);
          }}
        >
          <Field label={t("starter.name")} hint={t("starter.nameSays")}>
            <TextInput value={name} maxLength={200} onChange={(e) => setName(e.target.value)} />
          </Field>
          <div className="flex justify-end gap-2">
            <Button onClick={onClose}>{t("common.cancel")}</Button>
            <Button type="submit" kind="primary" disabled={name.trim() === "" || make.isPending}>
              {t("starter.make")}
            </Button>
          </div>
        </form>
      )}
    </Dialog>
  );
}
