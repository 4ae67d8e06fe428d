export interface Row {
  id: string;
  at: string;
  who: string;
  contact?: string;
  what: string;
  state: string;
  why: string;
  link?: string;
  /** The mail header that decided. */
  header?: string;
  awayUntil?: string;
  adjusted?: boolean;
  probable?: boolean;
  list?: boolean;
  spam?: boolean;
}

export interface Group {
  name: string;
  value: number;
  of?: number | null;
}

export interface Metric {
  key: string;
  label: string;
  unit: string;
  value: number | null;
  unknownReason: string | null;
  counted: number | null;
  base: number | null;
  excluded: number | null;
  definition: string;
  definitionVersion: number;
  source: string;
  freshAt: string | null;
  complete: boolean;
  /** One sentence why the value is not what the campaign asks for now: its rule was changed. */
  warning?: string | null;
  adjusted: number;
  agent: string;
  atLeast: boolean;
  /** The parts of a split, largest first. */
  groups: Group[] | null;
  /** People first mailed less than 48 hours ago who are silent. */
  stillOpen?: number | null;
  previous: number | null;
  /** The value in words, only where a bare number would mislead: "3 of 11", "none seen". */
  display: string | null;
}

/** Both are null before the first sync. */
export interface AsOf {
  syncId: number | null;
  at: string | null;
}

export interface MetricsAnswer {
  campaign: { id: string; name: string };
  asOf: AsOf | null;
  metrics: Metric[] | null;
  message: string;
  /** A sentence why this past may differ from what was shown then. */
  warning?: string;
}

export interface Evidence {
  key: string;
  value: number | null;
  label: string;
  unit: string;
  definition: string;
  definitionVersion: number;
  unknownReason: string | null;
  complete: boolean;
  /** A sentence why the value is not what the campaign asks for now, or not what was shown then. */
  warning?: string;
  asOf: AsOf | null;
  counted: Row[] | null;
  base: Row[] | null;
  excluded: Row[] | null;
}

export interface HistoryPoint {
  syncId: number;
  at: string;
  value: number | null;
  unknownReason: string | null;
  definitionVersion: number;
}

export interface Change {
  key: string;
  label: string;
  from: number | null;
  to: number | null;
  /** The first fifty of each kind. */
  added: Row[] | null;
  removed: Row[] | null;
  /** How many there are. */
  addedCount: number;
  removedCount: number;
  /** How many people all of them name. */
  people: number;
}

export interface SyncTick {
  syncId: number;
  at: string;
  status: string;
}

export interface TrendPoint {
  at: string;
  sent: number;
  replies: number;
}

export interface Split {
  name: string;
  replied: number;
  of: number;
}

export interface Splits {
  byRole: Split[] | null;
  byOutlet: Split[] | null;
}

export interface SyncRun {
  id: number;
  connectionId: string;
  provider: string;
  account: string;
  status: "success" | "error" | "partial";
  recordsSynced: number;
  durationMs: number;
  requests: number;
  quotaUnits: number;
  complete: boolean;
}

export interface SyncResult {
  success: boolean;
  syncId: number;
  message: string;
  errors: string[] | null;
  runs: SyncRun[] | null;
  /** The keys of the figures that moved, where the program tells. */
  changed?: string[] | null;
}
