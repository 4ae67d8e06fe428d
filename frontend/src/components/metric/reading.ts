import type { Change, Metric } from "../../backend";
import type { Words } from "../../words";

/** How a figure is read: "≥" before it, the figure, and its unit. An unknown one is a dash. */
export interface Reading {
  lead: string;
  text: string;
  unit: string;
  known: boolean;
}

type Readable = Pick<Metric, "value" | "unit"> & Partial<Pick<Metric, "display" | "atLeast" | "base" | "counted">>;

/** A share of fewer than a thousand has no honest decimal. */
const FINE_BASE = 1000;

/** Whether a share is of so few that it is said as a count: "3 of 11", no per cent. */
export function small(m: Readable): boolean {
  return m.unit === "%" && m.value !== null && Boolean(m.display);
}

/** Whether the value is said in words: "none seen", "healthy", "2 h, 5 h". */
function spoken(m: Readable): boolean {
  return m.unit !== "%" && m.value !== null && Boolean(m.display);
}

export function reading(m: Readable, words: Words): Reading {
  if (m.value === null || m.value === undefined) return { lead: "", text: "—", unit: "", known: false };
  const read = (text: string, unit = ""): Reading => ({ lead: m.atLeast ? "≥" : "", text, unit, known: true });
  if (small(m)) return read(words.of(m.counted ?? 0, m.base ?? 0));
  if (spoken(m)) return { ...read(words.said(m.display ?? "")), lead: "" };
  switch (m.unit) {
    case "%":
      return read(words.number((m.base ?? 0) >= FINE_BASE ? m.value : Math.round(m.value)), "%");
    case "h":
      return m.value >= 48
        ? read(words.number(m.value / 24), words.unit("d"))
        : read(words.number(m.value), words.unit("h"));
    case "min":
      return m.value >= 120
        ? read(words.number(Math.round(m.value / 60)), words.unit("h"))
        : read(words.number(Math.round(m.value)), words.unit("min"));
    case "days":
      return read(words.number(m.value), words.unit("d"));
    default:
      return read(words.number(m.value));
  }
}

/**
 * The difference to a state before, or null when there is none to tell: to that of `changes` where they are known, else to
 * the sync before.
 */
export function change(m: Metric, changes: Change[] | null = null): number | null {
  const before = changes ? changes.find((c) => c.key === m.key)?.from : m.previous;
  if (m.value === null || before === null || before === undefined || !m.complete || m.display) return null;
  // What is shown rounded is compared rounded: a person must be able to check the subtraction.
  const coarse = m.unit === "%" && (m.base ?? 0) < FINE_BASE;
  const step = coarse ? Math.round(m.value) - Math.round(before) : Math.round((m.value - before) * 10) / 10;
  return step === 0 ? null : step;
}

/** Figures of which more is better; only their growth is shown as good news. */
const welcome = new Set([
  "email_replies",
  "reply_rate",
  "open_rate",
  "new_contacts",
  "mc_subscribers",
  "sp_monthly_listeners",
]);

export const isWelcome = (m: Metric, step: number) => step > 0 && welcome.has(m.key);
