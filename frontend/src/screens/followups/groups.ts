import type { Followup, FollowupGroup } from "../../backend";

export const order: FollowupGroup[] = ["your_turn", "due", "overdue", "away", "not_yet"];

export type Item =
  | { kind: "group"; group: FollowupGroup; count: number }
  | { kind: "person"; person: Followup; index: number };

/** The list as it stands on the screen: a heading for each group, then its people. */
export function itemsOf(people: Followup[]): Item[] {
  let index = 0;
  return order.flatMap((group) => {
    const here = people.filter((p) => p.group === group);
    if (here.length === 0) return [];
    const rows = here.map((person): Item => ({ kind: "person", person, index: index++ }));
    return [{ kind: "group" as const, group, count: here.length }, ...rows];
  });
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
  return times.length > 0 ? new Date(Math.min(...times)) : null;
}
