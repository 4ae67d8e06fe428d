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

/** How it stands with the window's receiver of notices, behind the person's own tunnel. */
export interface Receiver {
  /** The window receives while it is open. */
  on: boolean;
  /** An address of this computer, such as 127.0.0.1:43120. */
  listen: string;
  publicURL: string;
  /** Why it does not run although it is on. */
  message: string;
  /** Mailchimp's notices are taken only with the signature of a key that is kept. */
  signingKey: boolean;
  connections: ReceiverSource[] | null;
}

export interface ReceiverSource {
  id: string;
  provider: string;
  title: string;
  account: string;
  /** The service was asked to tell. */
  asked: boolean;
  /** What it tells comes through right now. */
  live: boolean;
  /** Until when it tells; it is renewed before. null: not by itself. */
  endsAt: string | null;
  lastNoticeAt: string | null;
  /** Why it does not tell. */
  message: string;
}
