import type { AsOf, Evidence, First, Group, Metric, MetricsAnswer, Problem } from "./types";

/** A metric as the program sends it: the parts of a split by name, and its value in words always. */
export interface SentMetric extends Omit<Metric, "groups" | "display"> {
  groups?: Record<string, number> | null;
  display?: string | null;
}

export interface SentAnswer extends Omit<MetricsAnswer, "metrics" | "asOf"> {
  asOf: SentAsOf;
  metrics: SentMetric[] | null;
}

/** A figure that the window can draw by itself: "8", "38 %", "at least 40", "47 h", "12 so far". */
const plain = /^(at least )?-?[\d.,]+( \p{L}+| %)?( so far(, .*)?)?$/u;

function groupsOf(groups: Record<string, number> | null | undefined): Group[] | null {
  if (!groups) return null;
  return Object.entries(groups)
    .map(([name, value]) => ({ name, value }))
    .sort((a, b) => b.value - a.value || a.name.localeCompare(b.name));
}

type SentAsOf = { syncId: number | null; at: string | null } | null | undefined;

/** The sync that an answer is of, null before the first one. */
const asOfOf = (sent: SentAsOf): AsOf | null => (sent?.syncId && sent.at ? { syncId: sent.syncId, at: sent.at } : null);

/** The program's answer in the window's shape: words only where a figure would mislead ("3 of 11", "none seen", "healthy"). */
export function metricsOf(sent: SentAnswer): MetricsAnswer {
  return {
    ...sent,
    asOf: asOfOf(sent.asOf),
    metrics: (sent.metrics ?? []).map((m) => ({
      ...m,
      groups: groupsOf(m.groups),
      display: !m.display || m.value === null || plain.test(m.display) ? null : m.display.replace(/^at least /, ""),
    })),
  };
}

/** Evidence as the program sends it: rows that are counted and the base as well cross once. */
export interface SentEvidence extends Omit<Evidence, "asOf"> {
  asOf: SentAsOf;
  baseIsCounted?: boolean;
}

export const evidenceOf = ({ baseIsCounted, ...sent }: SentEvidence): Evidence => ({
  ...sent,
  base: baseIsCounted ? sent.counted : sent.base,
  asOf: asOfOf(sent.asOf),
});

export interface SentFirst extends Omit<First, "metrics"> {
  metrics: SentAnswer | null;
}

export const firstOf = (sent: SentFirst): First => ({ ...sent, metrics: sent.metrics && metricsOf(sent.metrics) });

/** Turns whatever a call was rejected with into a problem with a sentence. The program sends its problems as JSON text. */
export function problemOf(reason: unknown): Problem {
  if (reason instanceof Error || typeof reason === "string") {
    const text = reason instanceof Error ? reason.message : reason;
    try {
      const parsed: unknown = JSON.parse(text);
      if (typeof parsed === "object" && parsed !== null) return problemOf(parsed);
    } catch {
      // no JSON: the text is the sentence
    }
    return { code: "internal", message: text };
  }
  if (typeof reason === "object" && reason !== null && "message" in reason) {
    const { code, message, provider } = reason as Partial<Problem>;
    return { code: code ?? "internal", message: String(message), provider };
  }
  return { code: "internal", message: "" };
}
