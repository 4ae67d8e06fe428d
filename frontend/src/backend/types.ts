// The shapes that cross between the window and the program. Times are RFC 3339 strings; null is "not known", never 0.

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
  offline: boolean;
  lastSyncAt: string | null;
  running: Progress | null;
  unread: number;
}

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
  quietFrom: string;
  quietTo: string;
  snippets: boolean;
  syncMinutes: number;
  closeExplained: boolean;
}

export interface Boot {
  version: string;
  sandbox: boolean;
  demo: boolean;
  platform: string;
  language: string;
  campaigns: Campaign[] | null;
  campaignId: string;
  settings: Settings;
  status: Status;
  providers: ProviderInfo[] | null;
}

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

export interface RulePreview {
  messages: number | null;
  people: number | null;
  first: Row[] | null;
  nearMisses: Row[] | null;
  unknownReason: string | null;
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
  added: Row[] | null;
  removed: Row[] | null;
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

export interface Annotation {
  id: string;
  at: string;
  text: string;
  campaignId?: string;
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

export type ConnectionState = "active" | "needs_sign_in" | "paused" | "error";

export interface Connection {
  id: string;
  provider: string;
  title: string;
  account: string;
  address?: string;
  status: ConnectionState;
  message?: string;
  scopes: string[] | null;
  missingScopes: string[] | null;
  autoSync: boolean;
  connectedAt: string | null;
  lastSyncAt: string | null;
  nextSyncAt: string | null;
  live: boolean;
  unitsToday: number;
  unreadItems: number;
  callsThisMonth?: number;
  callBudget?: number;
}

export interface ConnectRequest {
  provider: string;
  clientJSON: string;
  clientId: string;
  clientSecret: string;
  key: string;
  /** Every spreadsheet of the account, in place of those picked on the consent page. */
  allFiles: boolean;
}

export interface ClientCheck {
  ok: boolean;
  kind: "installed" | "web" | "unknown";
  projectId: string;
  clientId: string;
  problem: string;
}

export interface CheckRow {
  source: string;
  theirs: number;
  held: number;
  missing: string[] | null;
  extra: string[] | null;
  explained?: { id: string; why: string }[] | null;
}

export type FollowupGroup = "your_turn" | "due" | "overdue" | "away" | "not_yet";
export type Outcome = "pitched" | "pending" | "confirmed" | "passed" | "do_not_contact" | "done" | "none";

export interface Followup {
  email: string;
  name: string;
  group: FollowupGroup;
  lastSentAt: string | null;
  days: number;
  chases: number;
  reason: string;
  warnings: string[] | null;
  awayUntil: string | null;
  link: string;
  role?: string;
  outlet?: string;
  subject?: string;
  snippet?: string;
  /** When they wrote, for those whose turn it is not. */
  at?: string;
  snoozedUntil?: string | null;
}

export interface Undoable {
  undo: string;
}

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
