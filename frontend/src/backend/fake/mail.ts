import type { SentMetric } from "../shape";
import type { Evidence, Row } from "../types";
import { daysAgo } from "./clock";
import { type Person, people } from "./people";

const link = (id: string) => `https://mail.google.com/mail/u/0/#all/${id}`;
const id = (who: Person, kind: string) => `${kind}-${people.indexOf(who) + 1}`;

const pitch = (who: Person): Row => ({
  id: id(who, "18c"),
  at: daysAgo(who.sent, 9, 12),
  who: "you@label.example",
  contact: who.email,
  what: "[SPRING] New single",
  state: "pitch",
  why: "sent by you, the subject carries [SPRING]",
  link: link(id(who, "18c")),
});

const chase = (who: Person, days: number): Row => ({
  ...pitch(who),
  id: id(who, "18f"),
  at: daysAgo(days, 10, 15),
  what: "Re: [SPRING] New single",
  state: "own_followup",
  why: "sent by you",
  link: link(id(who, "18f")),
});

const answer = (who: Person): Row => ({
  id: id(who, "18d"),
  at: daysAgo(who.answered ?? 0, 9, 12),
  who: who.email,
  what: who.says ?? "",
  state: who.end === "auto" ? "auto_reply" : "human_reply",
  why: who.why ?? "",
  link: link(id(who, "18d")),
});

const person = (who: Person): Row => ({ ...pitch(who), who: who.email, contact: undefined, why: "mailed by you" });

const humans = people.filter((who) => who.end === "human");
const away = people.filter((who) => who.end === "auto");
const late = people.find((who) => who.email === "dj@late-show.example") as Person;
const indie = people.find((who) => who.email === "playlist@indie-hour.example") as Person;

const sent = [...people.map(pitch), chase(late, 7), chase(indie, 12)].sort((a, b) => b.at.localeCompare(a.at));
const due = people.filter((who) => who.end === "silent" && who.sent >= 7);

const replies = {
  counted: humans.map(answer),
  base: people.map(person),
  excluded: [...away.map(answer), chase(late, 7), chase(indie, 12)],
};

const rows: Record<string, Pick<Evidence, "counted" | "base" | "excluded">> = {
  emails_sent: { counted: sent, base: [], excluded: [] },
  people_contacted: { counted: people.map(person), base: [], excluded: [] },
  email_replies: replies,
  reply_rate: replies,
  open_rate: replies,
  median_first_reply: { counted: humans.map(answer), base: [], excluded: away.map(answer) },
  needs_your_reply: { counted: humans.slice(0, 2).map(answer), base: [], excluded: humans.slice(2).map(answer) },
  auto_replies: { counted: away.map(answer), base: people.map(person), excluded: [] },
  bounced: { counted: [], base: people.map(person), excluded: [] },
  follow_ups_due: {
    counted: due.map((who) => ({ ...person(who), why: who.why ?? "never chased" })),
    base: people.map(person),
    excluded: [
      ...humans.map((who) => ({ ...answer(who), why: "answered" })),
      ...away.map((who) => ({ ...answer(who), why: "away until the 30th" })),
    ],
  },
};

/** The rows behind one figure; sources without mail get a row for each thing they count. */
export function evidence(metric: SentMetric, many: boolean): Pick<Evidence, "counted" | "base" | "excluded"> {
  const known = rows[metric.key];
  if (known && !many) return known;
  const count = many ? 10_000 : (metric.counted ?? 0);
  const counted = Array.from({ length: Math.min(count, 10_000) }, (_, i): Row => {
    const who = people[i % people.length] as Person;
    return {
      ...person(who),
      id: `${metric.key}-${i}`,
      what: who.name || who.email,
      state: "CONTACTED",
      why: `row ${i + 2}`,
    };
  });
  return { counted, base: [], excluded: [] };
}
