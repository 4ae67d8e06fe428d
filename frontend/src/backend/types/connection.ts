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
