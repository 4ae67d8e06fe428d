export interface Contact {
  name: string;
  email: string;
  role: string;
  status: string;
  addedDate: string;
  row: number;
  pending: boolean;
  outlet?: string;
  /** The day of the status, where the sheet has a column for it. */
  statusDate?: string;
  problem?: string;
  /** About the problem, as the program says it. */
  why?: string;
  link?: string;
}

/** The fields of a contact that can be changed here. */
export type ContactField = "name" | "role" | "outlet" | "status" | "added";

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
  outlet?: string;
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
  conflict?: ContactConflict;
  /** What the sheet has and keeps in place of the change. */
  kept?: string;
  /** What takes the change back, for undoEdit. */
  undo?: string;
}

export interface ContactConflict {
  id: string;
  email: string;
  field: string;
  base: string;
  mine: string;
  theirs: string;
  since: string;
  name?: string;
  /** The row was removed from the sheet; mine adds it again. */
  gone?: boolean;
  /** The days of a status, which move together with it. */
  days?: { base: string; mine: string; theirs: string };
}

/** A change that is not in the sheet yet, or never will be. */
export interface OutboxRow {
  id: string;
  kind: "edit" | "add";
  email: string;
  name: string;
  field: string;
  base: string;
  value: string;
  status: "pending" | "sending" | "held" | "refused";
  attempts: number;
  code: string;
  message: string;
  createdAt: string;
}

/** A value that gave way. */
export interface JournalRow {
  id: string;
  at: string;
  email: string;
  field: string;
  base: string;
  mine: string;
  theirs: string;
  kept: string;
  lost: string;
  rule: string;
  flippedAt: string | null;
}

export interface Suggestion {
  email: string;
  name: string;
  status: string;
  suggested: string;
  why: string;
  at: string | null;
  link?: string;
}

export interface Applied {
  success: boolean;
  applied: number;
  pending: boolean;
  conflicts: number;
}

export interface SheetColumn {
  index: number;
  header: string;
}

export interface ColumnField {
  field: string;
  column: SheetColumn | null;
}

/** Which column of the contact list holds what. */
export interface SheetColumns {
  source: "sheet" | "file";
  title: string;
  tab: string;
  headerRow: number;
  headers: string[] | null;
  fields: ColumnField[] | null;
  chosen: Record<string, string> | null;
  /** While it is not empty, nothing is written. */
  changed: { field: string; was: SheetColumn; now: SheetColumn | null }[] | null;
  said: string;
  waiting: number;
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
  headers: string[] | null;
  fields: ColumnField[] | null;
  preview: boolean;
}
