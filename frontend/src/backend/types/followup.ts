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
  /** Which campaign says so, where the list is over all of them. */
  campaignId?: string;
  campaign?: string;
}

export interface Undoable {
  undo: string;
}
