export type MirrorState =
  | "off"
  | "not_connected"
  | "ready"
  | "waiting"
  | "needs_sign_in"
  | "wrong_key"
  | "wrong_project"
  | "project_paused"
  | "schema_missing"
  | "schema_old"
  | "policy_refuses"
  | "row_refused"
  | "clock_skew"
  | "offline"
  | "service_down"
  | "error";

/** What waits for one table of the project: the rows just as they would leave, and how many there are. */
export interface MirrorTable {
  table: string;
  waiting: number;
  rows: Record<string, unknown>[] | null;
}

export interface MirrorStatus {
  on: boolean;
  connected: boolean;
  url: string;
  account: string;
  state: MirrorState;
  message: string;
  /** Whether the names of mailboxes go along. */
  addresses: boolean;
  /** Whether other agents' results come at once. */
  live: boolean;
  lastPushAt: string | null;
  waiting: number;
  /** Rows that the project's tables do not take. */
  refused: number;
  schemaVersion: number;
  /** Whom a sign-in under way waits for: a mail address, or a service. */
  signingIn: string;
  tables: MirrorTable[] | null;
}

/** Which project to sign in to, and how: by a mail to `email`, or `with` a service in the browser. */
export interface MirrorRequest {
  url: string;
  key: string;
  email: string;
  with: string;
}

export interface MirrorPushed {
  sent: Record<string, number>;
  refused: number;
  state: MirrorState;
}

/** How it stands with push hints of Gmail. */
export interface GmailPush {
  /** There is a mailbox. */
  connected: boolean;
  on: boolean;
  topic: string;
  subscription: string;
  /** Hints come through right now. */
  live: boolean;
  /** Why they do not although they are on. */
  message: string;
}
