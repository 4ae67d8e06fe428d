import type { Row } from "./metric";

export interface Rule {
  tag: string;
  daysBack: number;
  since: string;
  until: string | null;
  zone: string;
  spreadsheet: string;
  sheet: string;
  newMarker: string;
  followUpDays: number;
  workingDays: boolean;
  maxChases: number;
  countCc: boolean;
  audience?: string;
  airtable?: string;
  playlists?: string[] | null;
}

export interface Campaign {
  id: string;
  name: string;
  rule: Rule;
  createdAt: string;
  archivedAt: string | null;
  /** What is aimed for, by the key of a figure. */
  goals?: Record<string, number> | null;
}

export interface CampaignDraft {
  id: string;
  name: string;
  tag: string;
  daysBack: number;
  spreadsheet: string;
  sheet: string;
  newMarker: string;
  followUpDays: number;
  workingDays: boolean;
  maxChases: number;
  countCc: boolean;
  audience: string;
  airtable: string;
  playlists: string[];
}

/** Something that a rule may name of a source. */
export interface Choice {
  /** What the rule takes; "" where only what is within can be named. */
  value: string;
  name: string;
  note: string;
  within?: string;
  choices?: Choice[] | null;
}

export interface RulePreview {
  messages: number | null;
  people: number | null;
  first: Row[] | null;
  nearMisses: Row[] | null;
  unknownReason: string | null;
}

export interface Annotation {
  id: string;
  at: string;
  text: string;
  campaignId?: string;
}
