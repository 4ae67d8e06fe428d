import type * as T from "../types";
import { minutesAgo } from "./clock";
import { emit } from "./events";
import { narration } from "./figures";
import { connections, providers } from "./sources";
import { begin, type State, spring } from "./state";

let tokens = 0;
let stopSync: (() => void) | undefined;
let stopConnect: (() => void) | undefined;

/** Waits, unless it is stopped first. */
function wait(ms: number, holdStop: (stop: () => void) => void): Promise<boolean> {
  return new Promise((done) => {
    const timer = setTimeout(() => done(true), ms);
    holdStop(() => {
      clearTimeout(timer);
      done(false);
    });
  });
}

function changed(s: State): void {
  emit("data:changed", { campaignId: s.campaignId });
}

function undoable(s: State, back: () => void): T.Undoable {
  tokens += 1;
  const undo = `u-${tokens}`;
  s.undo.set(undo, back);
  changed(s);
  return { undo };
}

function takeOut(s: State, email: string): T.Undoable {
  const before = s.followups;
  s.followups = before.filter((f) => f.email !== email);
  return undoable(s, () => {
    s.followups = before;
  });
}

/** The calls that change something: all of it lives in the page and is gone with it. */
export const writes = {
  SaveCampaign: (s: State, draft: T.CampaignDraft): T.Campaign => {
    if (!draft.tag.trim()) throw { code: "invalid", message: "A campaign needs the word that its subjects carry." };
    const { id, name, ...rule } = draft;
    const old = s.campaigns.find((c) => c.id === id);
    const made: T.Campaign = {
      ...(old ?? spring),
      id: id || `c-${s.campaigns.length + 1}`,
      name,
      rule: { ...spring.rule, ...rule },
    };
    s.campaigns = old ? s.campaigns.map((c) => (c.id === id ? made : c)) : [made, ...s.campaigns];
    s.campaignId = made.id;
    if (s.scene === "none") s.scene = s.connections.length ? "unsynced" : "unconnected";
    changed(s);
    return made;
  },
  UseCampaign: (s: State, id: string) => {
    s.campaignId = id;
    return s.campaigns.find((c) => c.id === id);
  },
  ArchiveCampaign: (s: State, id: string) => {
    s.campaigns = s.campaigns.map((c) => (c.id === id ? { ...c, archivedAt: minutesAgo(0) } : c));
    changed(s);
  },
  Seen: () => undefined,
  KeepStill: () => undefined,
  SetGoal: (s: State, id: string, key: string, value: number) => {
    s.campaigns = s.campaigns.map((c) => {
      if (c.id !== id) return c;
      const { [key]: _old, ...goals } = c.goals ?? {};
      return { ...c, goals: value > 0 ? { ...goals, [key]: value } : goals };
    });
    changed(s);
    return s.campaigns.find((c) => c.id === id);
  },
  SaveAnnotation: (s: State, a: T.Annotation) => {
    const made = { ...a, id: a.id || `a-${s.annotations.length + 1}` };
    s.annotations = [...s.annotations.filter((old) => old.id !== made.id), made];
    changed(s);
  },
  DeleteAnnotation: (s: State, id: string) => {
    s.annotations = s.annotations.filter((a) => a.id !== id);
    changed(s);
  },
  Correct: (s: State, _id: string, messageId: string, what: "not_reply" | "reply" | "undo"): T.Undoable => {
    if (what === "not_reply") s.corrected.add(messageId);
    else s.corrected.delete(messageId);
    return undoable(s, () => s.corrected.delete(messageId));
  },
  SyncNow: async (s: State): Promise<T.SyncResult> => {
    const syncId = s.syncs + 1;
    emit("sync:started", { syncId });
    const startedAt = minutesAgo(0);
    for (let done = 0; done < 23; done += 4) {
      const share = done / 23;
      emit("sync:progress", {
        syncId,
        provider: "gmail",
        phase: "sent mail",
        done,
        known: 23,
        share,
        secondsLeft: 3 - share * 3,
        startedAt,
      });
      const went = await wait(350, (stop) => {
        stopSync = stop;
      });
      if (!went) {
        emit("sync:finished", { success: false, syncId, message: "", errors: ["Stopped."], runs: [] });
        throw { code: "canceled", message: "The sync was stopped. What was read so far is kept." };
      }
    }
    s.syncs = syncId;
    if (s.scene === "unsynced" || s.scene === "unconnected") {
      const fresh = begin("sample");
      Object.assign(s, {
        scene: "sample",
        contacts: fresh.contacts,
        followups: fresh.followups,
        conflicts: fresh.conflicts,
        outbox: fresh.outbox,
        journal: fresh.journal,
        suggestions: fresh.suggestions,
      });
    }
    const result: T.SyncResult = { success: true, syncId, message: narration, errors: [], runs: [] };
    emit("sync:finished", result);
    changed(s);
    return result;
  },
  StopSync: () => stopSync?.(),
  Connect: async (s: State, request: T.ConnectRequest): Promise<T.Connection> => {
    const info = providers.find((p) => p.name === request.provider);
    if (request.key && request.provider === "mailchimp" && !/-[a-z]{2,4}\d+$/.test(request.key)) {
      throw {
        code: "invalid",
        provider: "mailchimp",
        message: "A Mailchimp key ends in its data centre, like -us21. Copy all of it.",
      };
    }
    const went = await wait(request.key ? 50 : 1500, (stop) => {
      stopConnect = stop;
    });
    if (!went) throw { code: "canceled", message: "The sign-in was given up. Nothing was connected." };
    const made = connections.find((c) => c.provider === request.provider) as T.Connection;
    s.connections = [...s.connections.filter((c) => c.id !== made.id), { ...made, title: info?.title ?? made.title }];
    changed(s);
    return made;
  },
  CancelConnect: () => stopConnect?.(),
  Disconnect: (s: State, id: string) => {
    s.connections = s.connections.filter((c) => c.id !== id);
    changed(s);
  },
  PauseConnection: (s: State, id: string, paused: boolean) => {
    s.connections = s.connections.map((c) => (c.id === id ? { ...c, status: paused ? "paused" : "active" } : c));
    changed(s);
  },
  SetCallBudget: (s: State, id: string, calls: number) => {
    s.connections = s.connections.map((c) =>
      c.id === id ? { ...c, callBudget: calls > 0 ? calls : undefined, callForecast: 268 } : c,
    );
    changed(s);
    return s.connections.find((c) => c.id === id);
  },
  SetOutcome: (s: State, _id: string, email: string) => takeOut(s, email),
  Snooze: (s: State, _id: string, email: string) => takeOut(s, email),
  Undo: (s: State, asked: string) => {
    const token = asked || ([...s.undo.keys()].at(-1) ?? "");
    if (!s.undo.has(token)) throw { code: "not_found", message: "There is nothing to take back." };
    s.undo.get(token)?.();
    s.undo.delete(token);
    changed(s);
  },
  AddContacts: (s: State, _id: string, rows: T.NewContact[]): T.AddResult => {
    const errors: NonNullable<T.AddResult["errors"]> = [];
    rows.forEach((row, index) => {
      if (!/^[^\s@]+@[^\s@]+$/.test(row.email)) {
        errors.push({ index, email: row.email, message: "This is not an email address." });
        return;
      }
      s.contacts = [
        { ...row, addedDate: minutesAgo(0).slice(0, 10), row: s.contacts.length + 2, pending: true },
        ...s.contacts,
      ];
    });
    changed(s);
    return { success: errors.length < rows.length, added: rows.length - errors.length, errors };
  },
  SetStatus: (s: State, _id: string, email: string, status: string): T.StatusResult => {
    s.contacts = s.contacts.map((c) => (c.email === email ? { ...c, status, pending: s.scene === "offline" } : c));
    changed(s);
    return { success: true, pending: s.scene === "offline", message: `Updated ${email} status to ${status}` };
  },
  Resolve: (s: State, id: string): T.StatusResult => {
    const before = s.conflicts;
    const outbox = s.outbox;
    s.conflicts = before.filter((c) => c.id !== id);
    s.outbox = outbox.filter((o) => o.id !== id);
    const { undo } = undoable(s, () => {
      s.conflicts = before;
      s.outbox = outbox;
    });
    return { success: true, undo, message: "Decided" };
  },
  SaveSetting: (s: State, key: keyof T.Settings, value: never) => {
    s.settings = { ...s.settings, [key]: value };
  },
  OpenLink: (_s: State, url: string) => {
    if (!url.startsWith("https://")) throw { code: "invalid", message: "This address is not one that Mixdown opens." };
    window.open(url, "_blank", "noopener,noreferrer");
  },
  ExportCampaign: (_s: State, _id: string, format: T.ExportFormat) => `spring-radio.${format}`,
  Backup: (): string => "mixdown.mixdown",
  Restore: (): T.Restored => ({ chosen: true, success: true, aside: "mixdown.db.before" }),
  SaveReport: (): string => "mixdown-report.txt",
  VerifyPack: (): T.Verdict => ({
    ok: true,
    problems: [],
    fingerprint: "3F2A-91C0-77DE-0B54-A1E8-5C6D-20F9-84B3",
    campaign: "Spring radio",
    redacted: false,
    sample: true,
    proves:
      "The files are exactly those that Mixdown packed, and whoever packed them holds the key with this fingerprint.",
    provesNot: "It does not prove who that person is, nor when the pack was made, nor that the mailbox held the truth.",
  }),
  Hints: (): string[] => [],
  DeleteEverything: (s: State): string[] => {
    Object.assign(s, begin("none"));
    emit("navigate", { screen: "reopened" });
    return [];
  },
  LoadSample: (s: State) => {
    Object.assign(s, begin("sample"));
    emit("navigate", { screen: "reopened" });
  },
  LeaveSample: (s: State) => {
    Object.assign(s, begin("none"));
    emit("navigate", { screen: "reopened" });
  },
};
