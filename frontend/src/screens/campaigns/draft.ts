import type { Campaign, CampaignDraft } from "../../backend";

export const blank: CampaignDraft = {
  id: "",
  name: "",
  tag: "",
  daysBack: 30,
  spreadsheet: "",
  sheet: "Contacts",
  newMarker: "NEW",
  followUpDays: 7,
  workingDays: false,
  maxChases: 2,
  countCc: false,
  audience: "",
  airtable: "",
  playlists: [],
};

/** A campaign as the form edits it. */
export function draftOf(c: Campaign): CampaignDraft {
  const { tag, daysBack, spreadsheet, sheet, newMarker, followUpDays, workingDays, maxChases, countCc } = c.rule;
  return {
    id: c.id,
    name: c.name,
    tag,
    daysBack,
    spreadsheet,
    sheet,
    newMarker,
    followUpDays,
    workingDays,
    maxChases,
    countCc,
    audience: c.rule.audience ?? "",
    airtable: c.rule.airtable ?? "",
    playlists: c.rule.playlists ?? [],
  };
}
