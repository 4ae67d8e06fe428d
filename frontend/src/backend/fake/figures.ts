import type { SentMetric } from "../shape";
import { daysAgo, minutesAgo } from "./clock";

const human =
  "People who wrote back themselves, divided by people whose mail did not bounce. Out-of-office, bounces, list echoes and your own chases never count.";

/** Figures of which the program's definition moved once. */
const second = new Set([
  "email_replies",
  "reply_rate",
  "open_rate",
  "follow_ups_due",
  "auto_replies",
  "bounced",
  "delay_notices",
  "median_first_reply",
]);

function metric(
  key: string,
  label: string,
  unit: string,
  value: number | null,
  rest: Partial<SentMetric> = {},
): SentMetric {
  return {
    key,
    label,
    unit,
    value,
    unknownReason: null,
    counted: value,
    base: null,
    excluded: 0,
    definition: label,
    definitionVersion: second.has(key) ? 2 : 1,
    source: "gmail",
    freshAt: minutesAgo(2),
    complete: true,
    adjusted: 0,
    agent: "tracker",
    atLeast: false,
    groups: null,
    previous: value,
    display: null,
    ...rest,
  };
}

const from = (source: string) => ({ source, freshAt: minutesAgo(source === "spotify" ? 2880 : 2) });

/** Every figure of the sample, in the order the program answers. */
export function figures(): SentMetric[] {
  const rate = { counted: 8, base: 21, excluded: 3 };
  return [
    metric("emails_sent", "Emails sent", "emails", 23, {
      definition: "Messages you sent whose subject carries the campaign's tag, chases included. Drafts never count.",
    }),
    metric("people_contacted", "People contacted", "contacts", 21, {
      definition: "Different people you mailed, by address.",
    }),
    metric("email_replies", "Replies received", "replies", 8, { ...rate, previous: 6, definition: human }),
    metric("reply_rate", "Reply rate", "%", 38.1, { ...rate, previous: 28.6, definition: human }),
    metric("open_rate", "Opened, at least", "%", 38, {
      ...rate,
      atLeast: true,
      previous: 29,
      definition:
        "People who replied or sent a read receipt. Gmail does not say who opened; somebody who answered has.",
    }),
    metric("follow_ups_due", "Follow-ups due", "contacts", 5, {
      counted: 5,
      base: 21,
      excluded: 9,
      groups: { due: 3, overdue: 2 },
      definition: "People without a human reply, last mailed at least 7 days ago, who may be chased again.",
    }),
    metric("median_first_reply", "Typical time to reply", "h", 51, {
      counted: 8,
      definition: "Half of those who answered did so within this time of your pitch.",
    }),
    metric("needs_your_reply", "Your turn", "threads", 2, {
      definition: "Threads whose last message is a person's, not yours.",
    }),
    metric("auto_replies", "Automatic replies", "contacts", 1, { base: 21 }),
    metric("bounced", "Bounced", "contacts", 0, { counted: 0, base: 21, display: "none seen" }),
    metric("total_contacts", "Total contacts", "contacts", 120, { ...from("sheets"), excluded: 2 }),
    metric("sheet_health", "Sheet activity", "days", 1, { ...from("sheets"), counted: 1, display: "healthy" }),
    metric("new_contacts", "New contacts", "contacts", 5, { ...from("sheets"), previous: 4 }),
    metric("added_this_week", "Added this week", "contacts", 8, from("sheets")),
    metric("contacts_by_status", "By status", "contacts", 120, {
      ...from("sheets"),
      groups: { CONTACTED: 71, REPLIED: 27, PENDING: 17, NEW: 5 },
    }),
    metric("mc_subscribers", "Subscribers", "subscribers", 1284, { ...from("mailchimp"), counted: 2, previous: 1279 }),
    metric("mc_open_rate", "Opened", "%", 31.4, { ...from("mailchimp"), counted: 1209, base: 3850 }),
    metric("mc_click_rate", "Clicked", "%", 4.2, { ...from("mailchimp"), counted: 162, base: 3850 }),
    metric("mc_unsubscribes", "Unsubscribes", "people", 3, from("mailchimp")),
    metric("at_records", "Records", "records", 341, from("airtable")),
    metric("at_new_week", "New this week", "records", 12, from("airtable")),
    metric("at_by_status", "By status", "records", 341, {
      ...from("airtable"),
      groups: { Open: 284, Pending: 40, Booked: 17 },
    }),
    metric("sp_monthly_listeners", "Monthly listeners", "listeners", 8412, { ...from("spotify"), freshAt: daysAgo(2) }),
    metric("sp_playlist_adds", "Playlist adds", "tracks", 96, from("spotify")),
    metric("sp_playlist_followers", "Playlist followers", "followers", null, {
      ...from("spotify"),
      counted: 0,
      unknownReason: "Spotify did not return it.",
    }),
  ];
}

export const narration =
  "📧 Email Tracking: 23 sent, 8 replies (at least 38% opened) | ⏰ 5 follow-ups due | 🧾 Contact Sync: 120 total contacts, 5 new";

/** Figures as an earlier sync had them: everything that grows is smaller, by how far back it lies. */
export function figuresAt(share: number): SentMetric[] {
  return figures().map((m) => {
    if (m.value === null || m.unit === "h" || m.source !== "gmail") return m;
    const part = (n: number | null) => (n === null ? null : Math.round(n * share));
    if (m.unit !== "%")
      return { ...m, value: part(m.value), counted: part(m.counted), base: part(m.base), previous: null };
    const counted = part(m.counted) ?? 0;
    const base = part(m.base) ?? 0;
    const small = { ...m, counted, base, previous: null, display: base < 20 ? `${counted} of ${base}` : null };
    if (base === 0) return { ...small, value: null, display: null, unknownReason: "nobody was mailed yet" };
    return { ...small, value: Math.round((1000 * counted) / base) / 10 };
  });
}

/** What the other agents have written into the mirror. */
export function team(): SentMetric[] {
  const by = (agent: string, key: string, label: string, unit: string, value: number | null) =>
    metric(`${agent}:${key}`, label, unit, value, {
      agent,
      source: "mirror",
      freshAt: minutesAgo(40),
      definition: `${agent.charAt(0).toUpperCase()}${agent.slice(1)} worked this out elsewhere and wrote it into your Supabase project; it came here through the mirror.`,
      unknownReason: value === null ? "Insight wrote that it does not know." : null,
    });
  return [
    by("broker", "offers_open", "Offers open", "offers", 3),
    by("scout", "stations_found", "Stations found", "stations", 48),
    by("scout", "stations_fitting", "Stations that fit", "stations", 17),
    by("coach", "mails_reviewed", "Mails reviewed", "emails", 23),
    by("insight", "expected_plays", "Expected plays", "plays", null),
  ];
}
