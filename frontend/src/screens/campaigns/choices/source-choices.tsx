import { useTranslation } from "react-i18next";
import type { CampaignDraft } from "../../../backend";
import { useConnections } from "../../../data";
import { AudienceChoice } from "./audience-choice";
import { PlaylistChoice } from "./playlist-choice";
import { TableChoice } from "./table-choice";

interface SourceChoicesProps {
  draft: CampaignDraft;
  onChange: <K extends "audience" | "airtable" | "playlists">(key: K, value: CampaignDraft[K]) => void;
}

/** What the campaign counts of the sources that must be told: those that are connected, or were named before. */
export function SourceChoices({ draft, onChange }: SourceChoicesProps) {
  const { t } = useTranslation();
  const { data = [] } = useConnections();
  const asks = (source: string, named: boolean) => named || data.some((c) => c.provider === source);
  const audience = asks("mailchimp", draft.audience !== "");
  const table = asks("airtable", draft.airtable !== "");
  const playlists = asks("spotify", draft.playlists.length > 0);
  if (!audience && !table && !playlists) return null;
  return (
    <fieldset className="grid gap-4 border-t border-line-soft pt-3">
      <legend className="sr-only">{t("offers.part")}</legend>
      {audience && <AudienceChoice value={draft.audience} onChange={(value) => onChange("audience", value)} />}
      {table && <TableChoice value={draft.airtable} onChange={(value) => onChange("airtable", value)} />}
      {playlists && <PlaylistChoice value={draft.playlists} onChange={(value) => onChange("playlists", value)} />}
    </fieldset>
  );
}
