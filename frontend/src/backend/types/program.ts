import type { Campaign } from "./campaign";
import type { ConnectionState } from "./connection";
import type { MetricsAnswer } from "./metric";

export type Json = null | boolean | number | string | Json[] | { [key: string]: Json };

/** A failure the person can act on; `message` is one sentence. */
export interface Problem {
  code: string;
  message: string;
  provider?: string;
}

export type StateWord = "fresh" | "syncing" | "stale" | "attention" | "conflict" | "paused" | "offline" | "waiting";

export interface Progress {
  syncId: number;
  provider: string;
  phase: string;
  done: number;
  known: number;
  share: number | null;
  secondsLeft: number | null;
  startedAt: string;
}

export interface SourceStatus {
  provider: string;
  title: string;
  account: string;
  status: ConnectionState;
  lastSyncAt: string | null;
  nextSyncAt: string | null;
  live: boolean;
  unitsToday: number;
  /** Items that could not be read and are tried again at the next sync. */
  unread: number;
}

export interface Status {
  state: StateWord;
  words: string;
  sources: SourceStatus[];
  outbox: number;
  conflicts: number;
  due: number | null;
  replies: number | null;
  yourTurn: number | null;
  unitsToday: number;
  hosts: number;
  /** Results go to the person's own project. */
  mirror: boolean;
  offline: boolean;
  lastSyncAt: string | null;
  running: Progress | null;
  unread: number;
  /** Why it syncs less often than chosen; "" where it does not. */
  saving?: "" | "battery" | "metered";
}

export interface Permission {
  scope: string;
  gives: string;
  without: string;
  required: boolean;
}

export interface ProviderInfo {
  name: string;
  title: string;
  noun: string;
  permissions: Permission[] | null;
  keys: boolean;
  oauth: boolean;
  available: boolean;
  /** Its files can be imported, without any connection. */
  imports?: boolean;
}

export interface Settings {
  theme: "system" | "dark" | "light" | "contrast";
  language: "system" | "en" | "de";
  sound: boolean;
  volume: number;
  voice: "plain" | "lively";
  keepInBackground: boolean;
  startAtLogin: boolean;
  notifications: boolean;
  /** One notification each morning, of what is due. */
  digest: boolean;
  /** Sync less often on battery and on a metered network. */
  saveEnergy: boolean;
  quietFrom: string;
  quietTo: string;
  snippets: boolean;
  syncMinutes: number;
  closeExplained: boolean;
  conflictStrategy?: ConflictStrategy;
  conflictFields?: Record<string, ConflictStrategy> | null;
  /** Keys in place of the usual ones, by the id of what they do. */
  keys?: Record<string, string> | null;
}

/** What is done with a cell that changed on both sides. */
export type ConflictStrategy = "ask" | "sheet" | "mine" | "newest";

export interface Boot {
  version: string;
  sandbox: boolean;
  demo: boolean;
  platform: string;
  campaigns: Campaign[] | null;
  campaignId: string;
  settings: Settings;
  status: Status;
  providers: ProviderInfo[] | null;
}

/** What the first screen shows, in one answer. */
export interface First {
  boot: Boot;
  metrics: MetricsAnswer | null;
  /** Names all that is drawn of it and does not move by the clock alone. */
  seal: string;
  /** Whether the program keeps a still of just this. */
  still: boolean;
}

/** The first screen as it was drawn. */
export interface Still {
  seal: string;
  theme: string;
  language: string;
  html: string;
}

export interface LogRow {
  id: number | string;
  integration_type: string;
  status: "success" | "error" | "partial" | string;
  records_synced: number | null;
  sync_duration_ms: number | null;
  error_message: string | null;
  synced_at: string | null;
  trigger?: string;
  requests?: number;
  quotaUnits?: number;
  unread?: number;
  changed?: number;
  errorCode?: string | null;
  campaign?: string;
  syncId?: number;
  account?: string;
}

export type Hint = "closed" | "noTray";

export type ExportFormat = "csv" | "json" | "xlsx" | "pdf" | "proof" | "proof-redacted";

export interface Restored {
  /** False when the person closed the dialog. */
  chosen: boolean;
  success: boolean;
  /** The name that the data from before has now, "" where there was none. */
  aside: string;
}

/** What came of the check of a proof pack. */
export interface Verdict {
  ok: boolean;
  problems: string[];
  fingerprint: string;
  campaign: string;
  redacted: boolean;
  sample: boolean;
  proves: string;
  provesNot: string;
}

export interface DoctorRow {
  part: string;
  ok: boolean;
  message: string;
  fix: string;
}

export interface HostRow {
  host: string;
  requests: number;
  lastAt: string | null;
}
