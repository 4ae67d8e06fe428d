import type { TrendPoint } from "../../backend";

export interface Step {
  /** Milliseconds. */
  at: number;
  sent: number;
  replies: number;
}

const DAY = 86_400_000;

/** The steps from nothing at the campaign's start to the last value, held until the moment looked at. */
export function stepsOf(points: TrendPoint[], since: string, until: number): Step[] {
  const all = points.map((p) => ({ at: Date.parse(p.at), sent: p.sent, replies: p.replies }));
  const first = all[0];
  const last = all.at(-1);
  if (!first || !last) return [];
  const start = Date.parse(since);
  const begin = start < first.at ? start : first.at - DAY / 4;
  return [{ at: begin, sent: 0, replies: 0 }, ...all, { ...last, at: Math.max(until, last.at + 1) }];
}

/** What stood at a moment: the last step at or before it. */
export function stepAt(steps: Step[], at: number): Step | undefined {
  return steps.findLast((s) => s.at <= at) ?? steps[0];
}
