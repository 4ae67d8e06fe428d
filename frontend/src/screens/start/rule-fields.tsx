import { useState } from "react";
import { useTranslation } from "react-i18next";
import type { CampaignDraft } from "../../backend";
import { Field, TextInput } from "../../components/ui/field";

/** The word of a name that its subjects may carry: SPRING for "Spring radio". */
export const tagOf = (name: string) => (name.match(/[\p{L}\p{N}]+/u)?.[0] ?? "").toLocaleUpperCase();

interface RuleFieldsProps {
  draft: CampaignDraft;
  onChange: (change: Partial<CampaignDraft>) => void;
}

/** What a first campaign needs: a name, the word in its subjects, and since when. The word follows the name until it is typed. */
export function RuleFields({ draft, onChange }: RuleFieldsProps) {
  const { t } = useTranslation();
  const [touched, setTouched] = useState(false);
  return (
    <>
      <Field label={t("campaign.name")}>
        <TextInput
          value={draft.name}
          maxLength={120}
          required
          onChange={(e) => onChange({ name: e.target.value, ...(!touched && { tag: tagOf(e.target.value) }) })}
        />
      </Field>
      <div className="grid grid-cols-[2fr_1fr] gap-4 max-[760px]:grid-cols-1">
        <Field label={t("campaign.tag")} hint={t("campaign.tagSays")}>
          <TextInput
            className="font-mono"
            value={draft.tag}
            maxLength={80}
            required
            onChange={(e) => {
              setTouched(true);
              onChange({ tag: e.target.value });
            }}
          />
        </Field>
        <Field label={t("campaign.daysBack")}>
          <TextInput
            type="number"
            className="num"
            min={0}
            max={3650}
            required
            value={Number.isNaN(draft.daysBack) ? "" : draft.daysBack}
            onChange={(e) => onChange({ daysBack: e.target.valueAsNumber })}
          />
        </Field>
      </div>
    </>
  );
}
