export interface Contact {
  name: string;
  email: string;
  role: string;
  status: string;
  addedDate: string;
  row: number;
  pending: boolean;
  outlet?: string;
  problem?: string;
  link?: string;
}

export interface ContactQuery {
  text: string;
  role: string;
  status: string;
  problem: string;
  offset: number;
  limit: number;
}

export interface ContactPage {
  rows: Contact[] | null;
  total: number;
  problems: Record<string, number> | null;
}

export interface ContactStats {
  total: number | null;
  byStatus: Record<string, number> | null;
  byRole: Record<string, number> | null;
  addedThisWeek: number | null;
  unknownReason?: string | null;
}

export interface TimelineRow {
  at: string | null;
  campaign: string;
  state: string;
  what: string;
  why: string;
  link: string;
}

export interface NewContact {
  name: string;
  email: string;
  role: string;
  status: string;
}

export interface AddResult {
  success: boolean;
  added: number;
  errors: { index: number; email: string; message: string }[] | null;
}

export interface StatusResult {
  success: boolean;
  message: string;
  pending?: boolean;
}

export interface ContactConflict {
  id: string;
  email: string;
  field: string;
  base: string;
  mine: string;
  theirs: string;
  since: string;
}

/** A list of contacts on its way to the program. */
export interface ContactFile {
  name: string;
  /** Its bytes, in base64. */
  data: string;
  modified: string;
  /** Which column holds what; null: as it was said before, else by its name. */
  columns: Record<string, string> | null;
  /** Store nothing: only say what would come of it. */
  preview: boolean;
}

/** What came of a list of contacts. */
export interface ContactImport {
  file: string;
  rows: number;
  imported: number;
  updated: number;
  unchanged: number;
  conflicts: number;
  problems: { row: number; kind: string; email: string; message: string }[] | null;
  errors: string[] | null;
}
