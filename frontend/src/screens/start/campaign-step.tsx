import { useState } from "react";
import { useTranslation } from "react-i18next";
import { useLocation } from "wouter";
import { Button } from "../../components/ui/button";
import { Trouble } from "../../components/ui/trouble";
import { blank } from "../campaigns/draft";
import { RulePreviewCard } from "../campaigns/rule-preview";
import { useSaveCampaign } from "../campaigns/use-save-campaign";
import { Frame } from "./frame";
import { RuleFields } from "./rule-fields";

/** The second step: which mail belongs together, with what that finds shown while it is typed. */
export function CampaignStep() {
  const { t } = useTranslation();
  const [, go] = useLocation();
  const [draft, setDraft] = useState(blank);
  const save = useSaveCampaign(() => go("/start/contacts"));
  return (
    <Frame at="campaign" title={t("start.campaign")} says={t("campaign.says")}>
      <div className="grid grid-cols-[minmax(0,1fr)_minmax(0,1.1fr)] items-start gap-4 max-[860px]:grid-cols-1">
        <form
          className="grid gap-4 rounded-l border border-line-soft bg-surface p-[18px]"
          onSubmit={(e) => {
            e.preventDefault();
            save.mutate(draft);
          }}
        >
          {save.error && <Trouble problem={save.error} />}
          <RuleFields draft={draft} onChange={(change) => setDraft((d) => ({ ...d, ...change }))} />
          <p className="text-xs text-faint">{t("start.campaignLater")}</p>
          <Button
            kind="primary"
            type="submit"
            className="justify-self-end"
            disabled={save.isPending || !draft.tag.trim() || !draft.name.trim()}
          >
            {t("campaign.create")}
          </Button>
        </form>
        <RulePreviewCard draft={draft} />
      </div>
    </Frame>
  );
}
