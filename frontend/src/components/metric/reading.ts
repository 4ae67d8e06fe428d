import type { Metric } from "../../backend";
import type { Words } from "../../words";

/** How a figure is read: "≥" before it, the figure, and its unit. An unknown one is a dash. */
export interface Reading {
  lead: string;
  text: string;
  unit: string;
  known: boolean;
}

type Readable = Pick<Metric, "value" | "unit"> & Partial<Pick<Metric, "display" | "atLeast" | "base">>;

/** A share of fewer than a thousand has no honest decimal. */
const FINE_BASE = 1000;

export function reading(m: Readable, words: Words): Reading {
  if (m.value === null || m.value === undefined) return { lead: "", text: "—", unit: "", known: false };
  const lead = m.atLeast ? "≥" : "";
  if (m.display) return { lead, text: m.display, unit: "", known: true };
  if (m.unit === "%") {
    const fine = (m.base ?? 0) >= FINE_BASE;
    return { lead, text: words.number(fine ? m.value : Math.round(m.value)), unit: "%", known: true };
  }
  if (m.unit === "h") {
    if (m.value >= 48) return { lead, text: words.number(m.value / 24), unit: "d", known: true };
    return { lead, text: words.number(m.value), unit: "h", known: true };
  }
  return { lead, text: words.number(m.value), unit: "", known: true };
}

/** The difference to the sync before, or null when there is none to tell. */
export function change(m: Metric): number | null {
  if (m.value === null || m.previous === null || m.previous === undefined || !m.complete || m.display) return null;
  // What is shown rounded is compared rounded: a person must be able to check the subtraction.
  const coarse = m.unit === "%" && (m.base ?? 0) < FINE_BASE;
  const step = coarse ? Math.round(m.value) - Math.round(m.previous) : Math.round((m.value - m.previous) * 10) / 10;
  return step === 0 ? null : step;
}

/** Figures of which more is better; only their growth is shown as good news. */
const welcome = new Set(["email_replies", "reply_rate", "open_rate", "new_contacts", "mc_subscribers", "sp_monthly_listeners"]);

export const isWelcome = (m: Metric, step: number) => step > 0 && welcome.has(m.key);
