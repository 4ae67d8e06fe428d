import type { TrendPoint } from "../../backend";

export interface Step {
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

/** Round marks from 0 to at least `max`, about `wanted` of them. */
export function marks(max: number, wanted: number): number[] {
  const rough = Math.max(1, max / wanted);
  const power = 10 ** Math.floor(Math.log10(rough));
  const step = [1, 2, 4, 5, 8, 10].map((n) => n * power).find((n) => n >= rough) ?? 10 * power;
  return Array.from({ length: Math.ceil(max / step) + 1 }, (_, i) => i * step);
}

/** An SVG path of steps; each value holds until the next one. */
export function stepPath(
  steps: Step[],
  x: (at: number) => number,
  y: (n: number) => number,
  value: "sent" | "replies",
): string {
  return steps
    .map((s, i) => `${i === 0 ? "M" : "H"}${x(s.at).toFixed(1)}${i === 0 ? " " : "V"}${y(s[value]).toFixed(1)}`)
    .join("");
}
