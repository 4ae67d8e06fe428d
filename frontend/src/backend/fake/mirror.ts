import type * as T from "../types";
import { inMinutes, minutesAgo } from "./clock";
import { emit } from "./events";
import { figures } from "./figures";
import type { State } from "./state";

const SHOWN = 20;
const uuid = (kind: string, n: number) => `${kind}0000-0000-4000-8000-${String(n).padStart(12, "0")}`;
const said: Record<string, string> = {
  wrong_key: "The project refuses this key.",
  wrong_project: "There is no Supabase project at this address.",
};

function fail(code: string, message: string): never {
  throw { code, message, provider: "supabase" };
}

/** The rows as they would leave: names of mailboxes only where they were chosen. */
function tables(s: State): T.MirrorTable[] {
  const session = uuid("5e55", 1);
  const at = minutesAgo(2);
  const all: [string, Record<string, unknown>[]][] = [
    [
      "agent_sessions",
      s.campaigns.map((c, i) => ({
        id: uuid("5e55", i + 1),
        name: c.name,
        created_at: c.createdAt,
        archived_at: c.archivedAt,
        observed_at: at,
        deleted_at: null,
      })),
    ],
    [
      "integration_connections",
      s.connections.map((c, i) => ({
        id: uuid("c011", i + 1),
        provider: c.provider === "sheets" ? "google_sheets" : c.provider,
        account: s.mirror.addresses ? c.account : null,
        status: c.status,
        auto_sync_enabled: c.autoSync,
        connected_at: c.connectedAt,
        last_sync_at: c.lastSyncAt,
        observed_at: at,
        deleted_at: null,
      })),
    ],
    [
      "integration_sync_logs",
      s.connections.map((c, i) => ({
        id: uuid("1095", i + 1),
        session_id: session,
        integration_type: c.provider === "sheets" ? "google_sheets" : c.provider,
        status: "success",
        records_synced: 31 - i,
        sync_duration_ms: 812 + i,
        error_message: null,
        synced_at: at,
        observed_at: at,
      })),
    ],
    [
      "campaign_results",
      figures().map((m, i) => ({
        id: uuid("4e57", i + 1),
        session_id: session,
        agent_name: "tracker",
        metric_key: m.key,
        metric_value: m.value,
        metric_label: m.label,
        metric_unit: m.unit,
        metadata: { source: m.source, definitionVersion: 1, complete: true },
        created_at: at,
        observed_at: at,
      })),
    ],
  ];
  return all.map(([table, rows]) => {
    const left = s.mirror.sent || s.scene === "none" ? [] : rows;
    return { table, waiting: left.length, rows: left.slice(0, SHOWN) };
  });
}

function status(s: State): T.MirrorStatus {
  const m = s.mirror;
  const list = tables(s);
  const waiting = list.reduce((n, t) => n + t.waiting, 0);
  let state: T.MirrorState = "not_connected";
  if (m.url) state = m.fault || (m.on ? (waiting ? "waiting" : "ready") : "off");
  return {
    on: m.on,
    connected: m.url !== "",
    url: m.url,
    account: m.account,
    state,
    message: said[state] ?? state,
    addresses: m.addresses,
    live: m.on && !m.fault,
    lastPushAt: m.lastPushAt,
    waiting,
    refused: 0,
    schemaVersion: 1,
    signingIn: m.signingIn,
    tables: list,
  };
}

/** A project named after a fault has it: https://schema-missing.supabase.co has no tables. */
function faultOf(url: string): T.MirrorState | "" {
  const name = url.replace("https://", "").split(".")[0]?.replaceAll("-", "_") ?? "";
  const faults =
    "wrong_key wrong_project project_paused schema_missing schema_old policy_refuses clock_skew offline service_down error";
  return faults.split(" ").includes(name) ? (name as T.MirrorState) : "";
}

function connected(s: State): T.Connection {
  const m = s.mirror;
  Object.assign(m, { url: m.asked.url, account: m.asked.whom, signingIn: "", fault: "" });
  emit("data:changed", { campaignId: s.campaignId });
  return { provider: "supabase", account: m.account, title: "Supabase", status: "paused" } as T.Connection;
}

function gmailPush(s: State): T.GmailPush {
  const at = s.connections.findIndex((c) => c.provider === "gmail");
  const on = s.mirror.push !== null;
  return {
    connected: at >= 0,
    on,
    topic: s.mirror.push?.topic ?? "",
    subscription: s.mirror.push?.subscription ?? "",
    live: on && s.scene !== "offline",
    message: "",
  };
}

function receiver(s: State): T.Receiver {
  const { tunnel, signingKey } = s.mirror;
  const tells = s.connections.filter((c) => ["sheets", "mailchimp", "airtable"].includes(c.provider));
  return {
    on: tunnel !== null,
    listen: tunnel?.listen ?? "",
    publicURL: tunnel?.publicURL ?? "",
    message: tunnel?.listen === "127.0.0.1:1" ? "Nothing can listen at 127.0.0.1:1: another program has it." : "",
    signingKey,
    connections: tells.map(({ id, provider, title, account }) => ({
      ...{ id, provider, title, account, asked: tunnel !== null },
      live: tunnel !== null && s.scene !== "offline" && provider === "sheets",
      endsAt: tunnel && provider !== "mailchimp" ? inMinutes(provider === "sheets" ? 1400 : 9800) : null,
      lastNoticeAt: tunnel && provider === "sheets" ? minutesAgo(3) : null,
      message: tunnel && provider === "mailchimp" ? "Mailchimp could not reach the address." : "",
    })),
  };
}

let stopWait: (() => void) | undefined;

/** The mirror's calls: nothing leaves the page. */
export const mirror = {
  GmailPush: gmailPush,
  SetGmailPush: (s: State, topic: string, subscription: string) => {
    if (!/^projects\/[^/]+\/subscriptions\/[^/]+$/.test(subscription))
      fail("invalid", "A subscription reads projects/PROJECT/subscriptions/NAME.");
    s.mirror.push = { topic, subscription };
    return gmailPush(s);
  },
  StopGmailPush: (s: State) => {
    s.mirror.push = null;
    return gmailPush(s);
  },
  Receiver: receiver,
  SetReceiver: (s: State, listen: string, publicURL: string) => {
    if (!publicURL.startsWith("https://"))
      fail("invalid", "Give the address of your own tunnel: https, and nothing behind the path.");
    s.mirror.tunnel = { listen, publicURL };
    return receiver(s);
  },
  StopReceiver: (s: State) => {
    s.mirror.tunnel = null;
    return receiver(s);
  },
  SaveSigningKey: (s: State, key: string) => {
    if (key.length < 16) fail("invalid", "This secret can be guessed: take at least 16 letters and digits.");
    s.mirror.signingKey = true;
    return receiver(s);
  },
  MirrorStatus: status,
  MirrorServices: (_s: State, r: T.MirrorRequest) => (r.url.startsWith("https://") ? ["github"] : []),
  MirrorSendCode: (s: State, r: T.MirrorRequest) => {
    if (!/^https:\/\/[\w-]+\.supabase\.co\/?$/.test(r.url.trim()))
      fail(
        "invalid",
        "The project's address must look like https://abcdefgh.supabase.co: copy “Project URL” from the project's API settings.",
      );
    if (r.key.startsWith("sb_secret_"))
      fail("invalid", "This is the project's secret key, which opens everything to everybody.");
    const fault = faultOf(r.url);
    if (fault === "wrong_key" || fault === "wrong_project") fail("forbidden", said[fault] ?? "");
    const whom = r.with || r.email;
    Object.assign(s.mirror, { asked: { url: r.url.trim().replace(/\/$/, ""), whom }, signingIn: whom });
    emit("data:changed", { campaignId: s.campaignId });
  },
  MirrorFinish: (s: State, code: string) => {
    if (code === "000000") fail("sign_in_failed", "This code is wrong or too old.");
    stopWait?.();
    return connected(s);
  },
  MirrorWait: async (s: State) => {
    const service = !s.mirror.signingIn.includes("@");
    const came = await new Promise<boolean>((done) => {
      const timer = service ? setTimeout(() => done(true), 600) : undefined;
      stopWait = () => {
        clearTimeout(timer);
        done(false);
      };
    });
    if (!came) fail("canceled", "The sign-in ended another way.");
    return connected(s);
  },
  MirrorCancel: (s: State) => {
    s.mirror.signingIn = "";
    stopWait?.();
    emit("data:changed", { campaignId: s.campaignId });
  },
  MirrorSet: (s: State, on: boolean, addresses: boolean): T.MirrorStatus => {
    s.mirror.addresses = addresses;
    s.mirror.fault = on ? faultOf(s.mirror.url) : "";
    emit("data:changed", { campaignId: s.campaignId });
    if (s.mirror.fault) fail("not_found", said[s.mirror.fault] ?? "The project refuses.");
    s.mirror.on = on;
    return status(s);
  },
  MirrorPush: (s: State): T.MirrorPushed => {
    if (s.mirror.fault) fail("service_down", "The Supabase project is paused.");
    Object.assign(s.mirror, { sent: true, lastPushAt: new Date().toISOString() });
    emit("data:changed", { campaignId: s.campaignId });
    return { sent: {}, refused: 0, state: "ready" };
  },
  MirrorSchema: () =>
    "-- Mixdown's mirror, version 1. In the program this is the whole SQL.\nbegin;\ncreate table if not exists public.agent_sessions (id uuid primary key);\ncommit;\n",
};
