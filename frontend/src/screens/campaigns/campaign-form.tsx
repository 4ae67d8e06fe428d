import { useState } from "react";
import { useTranslation } from "react-i18next";
import { useLocation } from "wouter";
import type { CampaignDraft } from "../../backend";
import { Button } from "../../components/ui/button";
import { Field, TextInput } from "../../components/ui/field";
import { Page } from "../../components/ui/page";
import { Toggle } from "../../components/ui/toggle";
import { Trouble } from "../../components/ui/trouble";
import { useConnections } from "../../data";
import { useSync } from "../../shell/use-sync";
import { useView } from "../../view";
import { SourceChoices } from "./choices/source-choices";
import { blank, draftOf } from "./draft";
import { RulePreviewCard } from "./rule-preview";
import { useSaveCampaign } from "./use-save-campaign";

interface NumberFieldProps {
  label: string;
  hint?: string;
  value: number;
  min: number;
  max: number;
  onChange: (value: number) => void;
}

function NumberField({ label, hint, value, min, max, onChange }: NumberFieldProps) {
  return (
    <Field label={label} hint={hint}>
      <TextInput
        type="number"
        className="num"
        min={min}
        max={max}
        value={Number.isNaN(value) ? "" : value}
        onChange={(e) => onChange(e.target.valueAsNumber)}
        required
      />
    </Field>
  );
}

/** Makes or changes a campaign: what belongs to it, with what that finds shown while typing. */
export function CampaignForm({ id = "" }: { id?: string }) {
  const { t } = useTranslation();
  const { boot } = useView();
  const [, go] = useLocation();
  const old = boot.campaigns?.find((c) => c.id === id);
  const [draft, setDraft] = useState<CampaignDraft>(() => (old ? draftOf(old) : blank));
  const set =
    <K extends keyof CampaignDraft>(key: K) =>
    (value: CampaignDraft[K]) =>
      setDraft((d) => ({ ...d, [key]: value }));
  const { start } = useSync();
  const { data: connections = [] } = useConnections();
  const save = useSaveCampaign((made) => {
    go("/");
    if (connections.length > 0 && !made.archivedAt) start([], made.id); // its figures are those of its rule at once
  });
  return (
    <Page title={old ? t("campaign.edit", { name: old.name }) : t("campaign.new")} say={t("campaign.says")}>
      <div className="grid grid-cols-[minmax(0,1.1fr)_minmax(0,1fr)] items-start gap-5 max-[1020px]:grid-cols-1">
        <form
          className="grid gap-4 rounded-l border border-line-soft bg-surface p-[18px]"
          onSubmit={(e) => {
            e.preventDefault();
            save.mutate({ ...draft, playlists: draft.playlists.map((p) => p.trim()).filter(Boolean) });
          }}
        >
          {save.error && <Trouble problem={save.error} />}
          <Field label={t("campaign.name")}>
            <TextInput value={draft.name} onChange={(e) => set("name")(e.target.value)} maxLength={120} required />
          </Field>
          <div className="grid grid-cols-2 gap-4 max-[760px]:grid-cols-1">
            <Field label={t("campaign.tag")} hint={t("campaign.tagSays")}>
              <TextInput
                className="font-mono"
                value={draft.tag}
                onChange={(e) => set("tag")(e.target.value)}
                maxLength={80}
                required
              />
            </Field>
            <NumberField
              label={t("campaign.daysBack")}
              hint={t("campaign.daysBackSays")}
              value={draft.daysBack}
              min={0}
              max={3650}
              onChange={set("daysBack")}
            />
          </div>
          <fieldset className="grid gap-4 border-t border-line-soft pt-3">
            <legend className="sr-only">{t("campaign.sheetPart")}</legend>
            <Field label={t("campaign.spreadsheet")} hint={t("campaign.spreadsheetSays")}>
              <TextInput value={draft.spreadsheet} onChange={(e) => set("spreadsheet")(e.target.value)} />
            </Field>
            <div className="grid grid-cols-2 gap-4">
              <Field label={t("campaign.sheet")}>
                <TextInput value={draft.sheet} onChange={(e) => set("sheet")(e.target.value)} />
              </Field>
              <Field label={t("campaign.newMarker")} hint={t("campaign.newMarkerSays")}>
                <TextInput value={draft.newMarker} onChange={(e) => set("newMarker")(e.target.value)} />
              </Field>
            </div>
          </fieldset>
          <SourceChoices draft={draft} onChange={(key, value) => set(key)(value)} />
          <fieldset className="grid gap-3 border-t border-line-soft pt-3">
            <legend className="sr-only">{t("campaign.chasePart")}</legend>
            <div className="grid grid-cols-2 gap-4">
              <NumberField
                label={t("campaign.followUpDays")}
                hint={t("campaign.followUpDaysSays")}
                value={draft.followUpDays}
                min={1}
                max={365}
                onChange={set("followUpDays")}
              />
              <NumberField
                label={t("campaign.maxChases")}
                hint={t("campaign.maxChasesSays")}
                value={draft.maxChases}
                min={0}
                max={20}
                onChange={set("maxChases")}
              />
            </div>
            <Toggle label={t("campaign.workingDays")} on={draft.workingDays} onChange={set("workingDays")} />
            <Toggle label={t("campaign.countCc")} on={draft.countCc} onChange={set("countCc")} />
          </fieldset>
          <div className="flex justify-end gap-2">
            <Button onClick={() => go(old ? "/campaigns" : "/")}>{t("common.cancel")}</Button>
            <Button kind="primary" type="submit" disabled={save.isPending || !draft.tag.trim() || !draft.name.trim()}>
              {old ? t("common.save") : t("campaign.create")}
            </Button>
          </div>
        </form>
        <RulePreviewCard draft={draft} />
      </div>
    </Page>
  );
}
