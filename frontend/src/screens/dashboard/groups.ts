import type { Metric, ProviderInfo, SourceStatus } from "../../backend";

/** The big figures of the mail card, in reading order; the rest of the source's figures stand in a line below. */
export const headline = [
  "emails_sent",
  "email_replies",
  "reply_rate",
  "open_rate",
  "follow_ups_due",
  "median_first_reply",
];

/** Figures about the program itself; they have their place in Activity. */
export const own = new Set(["freshness", "records_synced", "quota_units", "coverage"]);

export interface Group {
  name: string;
  title: string;
  metrics: Metric[];
}

/** Every figure that is not mail's, by the agent or the source it came from, in the order it was answered. */
export function otherGroups(metrics: Metric[], providers: ProviderInfo[]): Group[] {
  const groups = new Map<string, Group>();
  for (const m of metrics) {
    const agent = m.agent && m.agent !== "tracker" ? m.agent : "";
    const name = agent || m.source;
    if (name === "gmail" || own.has(m.key)) continue;
    const title = agent
      ? agent.charAt(0).toUpperCase() + agent.slice(1)
      : (providers.find((p) => p.name === name)?.title ?? (name || "Mixdown"));
    const group = groups.get(name) ?? { name, title, metrics: [] };
    group.metrics.push(m);
    groups.set(name, group);
  }
  return [...groups.values()];
}

/** Whether a source has anything to show: it is connected, or something of it is known (an imported file). */
export function present(source: string, metrics: Metric[], connected: SourceStatus[]): boolean {
  return connected.some((c) => c.provider === source) || metrics.some((m) => m.source === source && m.value !== null);
}

/** Whether anything but the program's own figures is known yet. */
export const anythingKnown = (metrics: Metric[]) => metrics.some((m) => m.value !== null && !own.has(m.key));

/** When the oldest of some figures was fresh. */
export function oldest(metrics: Metric[]): string | null {
  const times = metrics.map((m) => m.freshAt).filter((at): at is string => Boolean(at));
  return times.sort()[0] ?? null;
}
