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
  /** Why it is not live although the service was asked to tell by itself. */
  liveMessage?: string;
  unitsToday: number;
  unreadItems: number;
  /** How often it is read by itself. */
  everyMinutes?: number;
  /** The spreadsheets that were picked on the consent page. */
  files?: string[] | null;
  /** The sign-in ends within days, because the client's consent screen is not published. */
  testing?: boolean;
  /** When the sign-in ends for good. */
  consentEndsAt?: string | null;
  callsThisMonth?: number;
  /** Absent where any number may be made. */
  callBudget?: number;
  /** What the month will have taken at the planned pace. */
  callForecast?: number;
  callPlans?: { name: string; calls: number }[] | null;
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

/** An error that a sign-in page shows in the browser, and what it means. */
export interface SignInFix {
  word: string;
  sentence: string;
  /** Where Google's console puts it right. */
  place: "apis" | "audience" | "clients" | "";
}

/** What a contact sheet holds, before it is used. */
export interface SheetLook {
  id: string;
  title: string;
  /** "" where the named tab is not there. */
  tab: string;
  tabs: string[] | null;
  columns: { field: string; header: string }[] | null;
  contacts: number;
  problems: { kind: string; why: string }[] | null;
}

export interface Starter {
  id: string;
  tab: string;
  link: string;
  /** The campaign that uses it from now on. */
  campaign: string | null;
}
