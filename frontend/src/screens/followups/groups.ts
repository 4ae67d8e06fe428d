import type { Followup, FollowupGroup } from "../../backend";

/** The same person may be in the list of two campaigns, and twice in one: for two threads that wait. */
export const idOf = (p: Followup) => [p.campaignId, p.group, p.email, p.link].join("/");

export const order: FollowupGroup[] = ["your_turn", "due", "overdue", "away", "not_yet"];

export type Item =
  | { kind: "group"; key: string; group: FollowupGroup; count: number }
  | { kind: "person"; key: string; person: Followup; index: number };

/** The list as it stands on the screen: a heading for each group, then its people. */
export function itemsOf(people: Followup[]): Item[] {
  let index = 0;
  return order.flatMap((group) => {
    const here = people.filter((p) => p.group === group);
    if (here.length === 0) return [];
    const rows = here.map((person): Item => ({ kind: "person", key: idOf(person), person, index: index++ }));
    return [{ kind: "group" as const, key: group, group, count: here.length }, ...rows];
  });
}

/** How many people each group of the list has. */
export function sizesOf(items: Item[]): Map<FollowupGroup, number> {
  return new Map(items.flatMap((i): [FollowupGroup, number][] => (i.kind === "group" ? [[i.group, i.count]] : [])));
}

/** When the next person comes due, or null when nobody waits. */
export function nextDue(people: Followup[], followUpDays: number): Date | null {
  const times = people
    .map((p) => {
      if (p.awayUntil) return Date.parse(p.awayUntil) + 86_400_000;
      if (p.group === "not_yet" && p.lastSentAt) return Date.parse(p.lastSentAt) + followUpDays * 86_400_000;
      return Number.NaN;
    })
    .filter((time) => time > Date.now());
  const first = times.reduce((a, b) => Math.min(a, b), Number.POSITIVE_INFINITY);
  return times.length > 0 ? new Date(first) : null;
}
