import type { SentAnswer, SentMetric } from "../shape";
import type * as T from "../types";
import { daysAgo, minutesAgo } from "./clock";
import { figures, figuresAt, narration, team } from "./figures";
import { evidence } from "./mail";
import { offers } from "./offers";
import { people } from "./people";
import { providers, statusOf } from "./sources";
import type { State } from "./state";
import { log, timeline } from "./worklist";

const DAYS = 21;
const tickAt = (syncId: number, last: number) =>
  syncId >= last ? minutesAgo(2) : daysAgo((last - syncId) * (DAYS / 23), 14, 42);

function unread(s: State): boolean {
  return s.scene === "none" || s.scene === "unconnected" || s.scene === "unsynced";
}

/** A figure of a source that is not connected is there, and unknown. */
function disconnected(m: SentMetric): SentMetric {
  const unknownReason = `${m.source} is not connected: connect it under Connections.`;
  return {
    ...m,
    value: null,
    counted: 0,
    base: 0,
    previous: null,
    display: "—",
    freshAt: null,
    groups: null,
    unknownReason,
  };
}

/** A moment without the days behind it. */
const momentOf = (asked: string) => asked.split("@")[0] ?? "";

/** The figures of other days than the campaign's: what was sent in a week, and what came of it. */
function spanned(all: SentMetric[], asked: string): SentMetric[] {
  if (!asked.endsWith("@7d")) return all;
  const few = { counted: 5, base: 10, display: "5 of 10" };
  const week: Record<string, Partial<SentMetric>> = {
    emails_sent: { value: 11, counted: 11 },
    people_contacted: { value: 10, counted: 10 },
    email_replies: { value: 5, counted: 5, base: 10 },
    reply_rate: { value: 50, ...few },
    open_rate: { value: 50, ...few },
    median_first_reply: { counted: 5 },
  };
  return all.map((m) => (m.value === null ? m : { ...m, ...week[m.key], previous: null }));
}

function metricsAt(s: State, asked: string): SentMetric[] {
  const at = momentOf(asked);
  const past = at !== "" && Number(at) < s.syncs;
  const others = s.scene === "mirror" ? team() : [];
  const before = () =>
    figuresAt(Number(at) / s.syncs).map((m) => ({ ...m, freshAt: m.freshAt && tickAt(Number(at), s.syncs) }));
  const all = spanned(past ? before() : figures(), asked);
  return [...all, ...others].map((m) => {
    if (m.source === "mirror") return m;
    if (unread(s) || !s.connections.some((c) => c.provider === m.source)) return disconnected(m);
    if (s.scene === "syncing" && m.source === "gmail") {
      const atLeast = m.key === "email_replies" || m.key === "follow_ups_due"; // sends are missing: no share is a bound
      return { ...m, complete: false, atLeast, previous: null };
    }
    if (m.key === "email_replies" && m.value !== null) {
      return { ...m, value: m.value - s.corrected.size, adjusted: s.corrected.size };
    }
    return m;
  });
}

function status(s: State): T.Status {
  const bad = s.connections.filter((c) => c.status === "needs_sign_in");
  const good = s.connections.length - bad.length;
  const words: Partial<Record<State["scene"], [T.StateWord, string]>> = {
    offline: ["offline", "Offline. Everything here is from the last sync."],
    signin: ["attention", `${good} of ${s.connections.length} sources; ${bad[0]?.title} needs sign-in`],
    syncing: ["syncing", "Reading Gmail"],
    none: ["waiting", "Nothing is connected yet"],
    unconnected: ["waiting", "Nothing is connected yet"],
    unsynced: ["waiting", "Nothing was synced yet"],
  };
  const [state, said] = words[s.scene] ?? ["fresh", `All ${s.connections.length} sources`];
  return {
    state,
    words: said,
    sources: s.connections.map(statusOf),
    outbox: s.outbox.filter((o) => o.status === "pending" || o.status === "sending").length,
    conflicts: s.conflicts.length,
    due: unread(s) ? null : s.followups.filter((f) => f.group === "due" || f.group === "overdue").length,
    replies: unread(s) ? null : 8,
    yourTurn: unread(s) ? null : s.followups.filter((f) => f.group === "your_turn").length,
    unitsToday: unread(s) ? 0 : 462,
    hosts: unread(s) ? 0 : 3,
    mirror: s.mirror.on,
    offline: s.scene === "offline",
    lastSyncAt: unread(s) ? null : minutesAgo(2),
    running:
      s.scene === "syncing"
        ? {
            syncId: 24,
            provider: "gmail",
            phase: "sent mail",
            done: 640,
            known: 1000,
            share: 0.64,
            secondsLeft: 95,
            startedAt: minutesAgo(3),
          }
        : null,
    unread: s.connections.reduce((sum, c) => sum + c.unreadItems, 0),
  };
}

function fail(code: string, message: string, provider = ""): never {
  throw { code, message, provider };
}

/** A mail by somebody who means no good, or whose program broke: everything in it is text, and as long as it likes. */
const hostileRow: T.Row = {
  id: "hostile",
  at: minutesAgo(90),
  who: "\u202Emoc.live@liame",
  what: `Re: [SPRING] \u202E<img src=x onerror="document.title='owned'"> ${"unbroken".repeat(1250)}`,
  state: "human_reply",
  why: "same thread, later than the pitch",
  link: "javascript:alert(1)",
};

/** The calls that only read. */
export const answers = {
  Boot: (s: State): T.Boot => ({
    version: "sample",
    sandbox: false,
    demo: s.scene !== "none",
    platform: navigator.platform.startsWith("Mac") ? "darwin" : "linux",
    campaigns: s.campaigns,
    campaignId: s.campaignId,
    settings: s.settings,
    status: status(s),
    providers,
  }),
  First: (s: State) => ({
    boot: answers.Boot(s),
    metrics: s.campaignId ? answers.Metrics(s, s.campaignId, "") : null,
    seal: "",
    still: true,
  }),
  Status: status,
  Campaigns: (s: State) => s.campaigns,
  PreviewRule: (s: State, draft: T.CampaignDraft): T.RulePreview => {
    if (!s.connections.some((c) => c.provider === "gmail")) {
      return {
        messages: null,
        people: null,
        first: [],
        nearMisses: [],
        unknownReason: "Connect Gmail to see what this rule finds.",
      };
    }
    const hit = draft.tag.trim().toUpperCase() === "SPRING";
    const rows = evidence(figures()[0] as SentMetric, false).counted ?? [];
    const near = rows
      .slice(0, 1)
      .map((r) => ({ ...r, id: "near", what: "Springtime sampler", why: "SPRING is only a part of a word" }));
    return {
      messages: hit ? 23 : 0,
      people: hit ? 21 : 0,
      first: hit ? rows.slice(0, 5) : [],
      nearMisses: near,
      unknownReason: null,
    };
  },
  Metrics: (s: State, id: string, asked: string): SentAnswer => {
    const at = momentOf(asked);
    if (s.scene === "broken")
      fail("database_busy", "Another Mixdown is writing for a long time. Close it, then try again.");
    const past = at !== "" && Number(at) < s.syncs;
    const metrics =
      id === "autumn" && at === "" ? figuresAt(0.7).filter((m) => m.source === "gmail") : metricsAt(s, asked);
    return {
      campaign: { id, name: s.campaigns.find((c) => c.id === id)?.name ?? "" },
      asOf: unread(s)
        ? { syncId: null, at: null }
        : { syncId: past ? Number(at) : s.syncs, at: past ? tickAt(Number(at), s.syncs) : minutesAgo(2) },
      metrics,
      message: unread(s)
        ? ""
        : past || asked !== at
          ? `📧 Email Tracking: ${metrics[0]?.value} sent, ${metrics[2]?.value} replies`
          : narration,
    };
  },
  Evidence: (s: State, _id: string, key: string, at: string): T.Evidence => {
    const m = metricsAt(s, at).find((one) => one.key === key);
    if (!m) return fail("not_found", "This figure is not known here yet. Sync once, then open it again.");
    const mark = (rows: T.Row[] | null) => (rows ?? []).map((r) => ({ ...r, adjusted: s.corrected.has(r.id) }));
    const found = evidence(m, s.scene === "many");
    if (s.scene === "hostile") found.counted = [hostileRow, ...(found.counted ?? [])];
    return {
      key,
      value: m.value,
      label: m.label,
      unit: m.unit,
      definition: m.definition,
      definitionVersion: m.definitionVersion,
      unknownReason: m.unknownReason,
      complete: m.complete,
      asOf: { syncId: s.syncs, at: minutesAgo(2) },
      counted: mark(found.counted).filter((r) => !r.adjusted),
      base: mark(found.base),
      excluded: [
        ...mark(found.counted)
          .filter((r) => r.adjusted)
          .map((r) => ({ ...r, why: "you said this is not a reply" })),
        ...mark(found.excluded),
      ],
    };
  },
  History: (s: State, _id: string, key: string): T.HistoryPoint[] =>
    Array.from({ length: s.syncs }, (_, i): T.HistoryPoint => {
      const m = metricsAt(s, String(i + 1)).find((one) => one.key === key);
      return {
        syncId: i + 1,
        at: tickAt(i + 1, s.syncs),
        value: m?.value ?? null,
        unknownReason: m?.unknownReason ?? null,
        definitionVersion: m?.definitionVersion ?? 1,
      };
    }),
  Changes: (s: State): T.Change[] => {
    const rows = evidence(figures()[2] as SentMetric, false).counted ?? [];
    if (unread(s)) return [];
    const counts = { addedCount: 2, removedCount: 0, people: 2 };
    const moved = { key: "email_replies", label: "Replies received", from: 6, to: 8 };
    return [{ ...moved, added: rows.slice(0, 2), removed: [], ...counts }];
  },
  ChangesBetween: (s: State, id: string, _since: string, until: string): T.Change[] =>
    id !== "autumn" && (until === "" || Number(until) >= s.syncs) ? answers.Changes(s) : [],
  Syncs: (s: State): T.SyncTick[] =>
    unread(s)
      ? []
      : Array.from({ length: s.syncs }, (_, i) => ({
          syncId: i + 1,
          at: tickAt(i + 1, s.syncs),
          status: i === 15 ? "partial" : "success",
        })),
  Trend: (s: State, _id: string, asked: string): T.TrendPoint[] => {
    const at = momentOf(asked);
    const from = asked.endsWith("@7d") ? daysAgo(6, 0) : "";
    if (unread(s)) return [];
    const until = at === "" ? minutesAgo(0) : tickAt(Number(at), s.syncs);
    const sends = (evidence(figures()[0] as SentMetric, false).counted ?? []).map((r) => ({
      at: r.at,
      sent: 1,
      replies: 0,
    }));
    const replied = people
      .filter((p) => p.end === "human")
      .map((p) => ({ at: daysAgo(p.answered ?? 0, 9, 12), sent: 0, replies: 1 }));
    let sent = 0;
    let replies = 0;
    return [...sends, ...replied]
      .filter((step) => step.at <= until && step.at >= from)
      .sort((a, b) => a.at.localeCompare(b.at))
      .map((step) => {
        sent += step.sent;
        replies += step.replies;
        return { at: step.at, sent, replies };
      });
  },
  Annotations: (s: State) => s.annotations,
  Splits: (s: State): T.Splits => {
    if (unread(s)) return { byRole: [], byOutlet: [] };
    const by = (word: (p: (typeof people)[number]) => string): T.Split[] => {
      const names = [...new Set(people.map(word))];
      return names.map((name) => {
        const group = people.filter((p) => word(p) === name);
        return { name: name || "(blank)", replied: group.filter((p) => p.end === "human").length, of: group.length };
      });
    };
    return { byRole: by((p) => p.role), byOutlet: by((p) => p.outlet) };
  },
  Connections: (s: State) => s.connections,
  Offers: (_s: State, source: string, within: string): T.Choice[] => offers(source, within),
  CheckSource: (s: State, id: string): T.CheckRow[] => {
    const source = s.connections.find((c) => c.id === id)?.provider ?? "";
    return [{ source, theirs: 23, held: 23, missing: [], extra: [], explained: [] }];
  },
  CheckClient: (_s: State, text: string): T.ClientCheck => {
    const no = { ok: false, kind: "unknown" as const, projectId: "", clientId: "" };
    try {
      const file = JSON.parse(text) as { installed?: Record<string, string>; web?: Record<string, string> };
      const found = file.installed ?? file.web;
      if (!found?.client_id)
        return { ...no, problem: "This file has no client in it. Download the JSON of your desktop client." };
      const base = { projectId: found.project_id ?? "", clientId: found.client_id };
      if (file.web)
        return {
          ok: false,
          kind: "web",
          ...base,
          problem: "This is a web client. Make one of type Desktop app instead.",
        };
      return { ok: true, kind: "installed", ...base, problem: "" };
    } catch {
      return { ...no, problem: "This is not the JSON file that Google's console downloads." };
    }
  },
  Followups: (s: State, id: string) => (id === "autumn" ? [] : s.followups),
  AllFollowups: (s: State): T.Followup[] => [
    ...s.followups.map((f) => ({ ...f, campaignId: "spring", campaign: "Spring radio" })),
    ...s.followups
      .filter((f) => f.group === "not_yet" || f.email.startsWith("studio"))
      .map((f) => ({ ...f, campaignId: "autumn", campaign: "Autumn single" })),
  ],
  Contacts: (s: State, _id: string, q: T.ContactQuery): T.ContactPage => {
    const text = q.text.toLowerCase();
    const found = s.contacts.filter(
      (c) =>
        (!text || `${c.name} ${c.email} ${c.outlet}`.toLowerCase().includes(text)) &&
        (!q.role || (c.role || "(blank)") === q.role) &&
        (!q.status || (c.status || "(blank)") === q.status) &&
        (!q.problem || c.problem === q.problem),
    );
    const problems: Record<string, number> = {};
    for (const c of s.contacts) if (c.problem) problems[c.problem] = (problems[c.problem] ?? 0) + 1;
    return { rows: found.slice(q.offset, q.offset + q.limit), total: found.length, problems };
  },
  ContactStats: (s: State): T.ContactStats => {
    const count = (word: (c: T.Contact) => string) => {
      const all: Record<string, number> = {};
      for (const c of s.contacts) all[word(c) || "(blank)"] = (all[word(c) || "(blank)"] ?? 0) + 1;
      return all;
    };
    return {
      total: s.contacts.length,
      byStatus: count((c) => c.status),
      byRole: count((c) => c.role),
      addedThisWeek: 8,
    };
  },
  ContactTimeline: (_s: State, email: string) => timeline(email),
  Conflicts: (s: State) => s.conflicts,
  Log: (s: State, limit: number) => (unread(s) ? [] : log(limit)),
  Settings: (s: State) => s.settings,
  Doctor: (): T.DoctorRow[] => [
    { part: "database", ok: true, message: "whole, schema 25", fix: "" },
    { part: "keychain", ok: true, message: "answers", fix: "" },
    { part: "gmail jo@fuselabel.example", ok: true, message: "active", fix: "" },
    {
      part: "tray",
      ok: true,
      message: "this desktop shows none, so closing the window ends Mixdown",
      fix: "everything in the tray is in this window too",
    },
    {
      part: "airtable jo@fuselabel.example",
      ok: false,
      message: "The sign-in to Airtable ended: it was revoked, or it expired",
      fix: "Connect it again; everything read so far is kept.",
    },
  ],
  Hosts: (): T.HostRow[] => [
    { host: "gmail.googleapis.com", requests: 172, lastAt: minutesAgo(2) },
    { host: "sheets.googleapis.com", requests: 31, lastAt: minutesAgo(2) },
    { host: "oauth2.googleapis.com", requests: 4, lastAt: minutesAgo(55) },
  ],
};
