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
