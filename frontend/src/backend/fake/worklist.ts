import type { ContactConflict, Followup, LogRow, TimelineRow } from "../types";
import { daysAgo, inDays, minutesAgo } from "./clock";

const subject = "[SPRING] New single";
const row = (
  email: string,
  name: string,
  role: string,
  outlet: string,
  group: Followup["group"],
  days: number,
  reason: string,
  rest: Partial<Followup> = {},
): Followup => ({
  email,
  name,
  role,
  outlet,
  group,
  days,
  reason,
  chases: 0,
  lastSentAt: daysAgo(days),
  warnings: [],
  awayUntil: null,
  link: `https://mail.google.com/mail/u/0/#all/${email.length}${days}`,
  subject,
  snippet: "",
  ...rest,
});

export const followups: Followup[] = [
  row("producer@cardiff-fm.example", "Rhys Morgan", "Producer", "Cardiff FM", "your_turn", 0, "asks for Friday", {
    snippet: "…can we have it for Friday?",
    lastSentAt: daysAgo(2),
  }),
  row("editor@newsounds.example", "Mia Okafor", "Blog editor", "New Sounds", "your_turn", 1, "asked for stems", {
    snippet: "…send me the stems and I will see",
  }),
  row("dj@late-show.example", "Nadia Petrov", "DJ", "Late Show", "due", 7, "chased once, a week ago", { chases: 1 }),
  row("music@harbour.example", "Ole Hansen", "Producer", "Harbour Radio", "due", 7, "never chased", {
    warnings: ["a colleague there answered two days ago"],
  }),
  row("hello@northblog.example", "North Blog", "Blog editor", "North Blog", "due", 8, "never chased"),
  row(
    "playlist@indie-hour.example",
    "Indie Hour",
    "Playlist",
    "Indie Hour",
    "overdue",
    12,
    "chased twice: last chance",
    {
      chases: 2,
      warnings: ["said no to your autumn single"],
    },
  ),
  row("studio@valley.example", "Valley Studio", "DJ", "Valley", "overdue", 10, "never chased"),
  row(
    "desk@station-one.example",
    "Station One desk",
    "Producer",
    "Station One",
    "away",
    8,
    "back in this list the day after",
    {
      snippet: "…back on the 30th",
      awayUntil: inDays(8),
    },
  ),
];

export const conflicts: ContactConflict[] = [
  {
    id: "k-1",
    email: "jane@city-fm.example",
    field: "status",
    base: "NEW",
    mine: "CONTACTED",
    theirs: "REPLIED",
    since: minutesAgo(55),
    name: "Jane Fox",
    days: { base: "2026-10-15", mine: minutesAgo(55).slice(0, 10), theirs: minutesAgo(60 * 20).slice(0, 10) },
  },
  {
    id: "k-2",
    email: "luz@onda.example",
    name: "Luz Herrera",
    field: "outlet",
    base: "Onda Radio, Madrid",
    mine: "Onda Radio, Sevilla",
    theirs: "Onda Cero Radio, Madrid",
    since: minutesAgo(60 * 5),
  },
];

export function timeline(email: string): TimelineRow[] {
  const at = (days: number, state: string, what: string, why: string): TimelineRow => ({
    at: daysAgo(days),
    campaign: days > 40 ? "Autumn single" : "Spring radio",
    state,
    what,
    why,
    link: `https://mail.google.com/mail/u/0/#all/${email.length}${days}`,
  });
  return [
    at(1, "human_reply", `Re: ${subject}`, "same thread, later than the pitch"),
    at(3, "pitch", subject, "sent by you"),
    at(70, "human_reply", "Re: [AUTUMN] Single", "same thread, later than the pitch"),
    at(74, "pitch", "[AUTUMN] Single", "sent by you"),
  ];
}

export function log(limit: number): LogRow[] {
  const names = ["gmail", "google_sheets", "mailchimp", "airtable", "spotify"];
  return Array.from({ length: Math.min(limit, 60) }, (_, i): LogRow => {
    const failed = i === 7;
    return {
      id: 60 - i,
      integration_type: names[i % names.length] ?? "gmail",
      status: failed ? "error" : i === 13 ? "partial" : "success",
      records_synced: failed ? 0 : (i * 7) % 23,
      sync_duration_ms: 400 + ((i * 137) % 900),
      error_message: failed ? "Mailchimp did not answer. It is tried again in a few minutes." : null,
      synced_at: minutesAgo(2 + Math.floor(i / 5) * 15),
      trigger: i < 5 ? "window" : "schedule",
      requests: 1 + (i % 17),
      quotaUnits: i % 5 === 0 ? 462 - i : 0,
      unread: 0,
      changed: i % 5 === 0 ? i % 3 : 0,
      errorCode: failed ? "service_down" : "",
      syncId: 23 - Math.floor(i / 5),
      campaign: "Spring radio",
    };
  });
}
