import { isHosted, openHost } from "./host";
import { evidenceOf, firstOf, metricsOf, problemOf, type SentAnswer, type SentEvidence, type SentFirst } from "./shape";
import type * as T from "./types";

export { firstOf, problemOf } from "./shape";
export * from "./types";

/** What carries calls and events: the program around the window, or the sample when the page runs in a plain browser. */
export interface Transport {
  has(method: string): boolean;
  call(method: string, args: unknown[]): Promise<unknown>;
  on(event: string, heard: (value: unknown) => void): () => void;
  copy(text: string): Promise<boolean>;
  /** Offers text as a file. False when the person closed the dialog. */
  save(name: string, text: string): Promise<boolean>;
}

let opened: Promise<Transport> | undefined;

let live: Transport | undefined;

function transport(): Promise<Transport> {
  opened ??= (isHosted() ? openHost() : import("./fake").then((m) => m.openFake())).then((t) => {
    live = t;
    return t;
  });
  return opened;
}

/** Whether this build of the program has a method; known from the first answer on. What it has not is not offered. */
export function supports(method: string): boolean {
  return live?.has(method) ?? true;
}

async function call<R>(method: string, ...args: unknown[]): Promise<R> {
  try {
    return (await (await transport()).call(method, args)) as R;
  } catch (reason) {
    throw problemOf(reason);
  }
}

/** Lets the page paint and take keys before it goes on with an answer of thousands of rows: reading it and drawing it are two tasks. */
const breathe = () => new Promise((next) => setTimeout(next));

/** A list; a program that has none may answer null. */
async function list<R>(method: string, ...args: unknown[]): Promise<R[]> {
  const found = (await call<R[] | null>(method, ...args)) ?? [];
  if (found.length > 1000) await breathe();
  return found;
}

interface Events {
  "sync:started": { syncId: number };
  "sync:progress": T.Progress;
  "sync:finished": T.SyncResult;
  "data:changed": { campaignId: string };
  "status:changed": T.Status;
  navigate: { screen: string };
  /** A result of another agent came in. */
  "mirror:result": unknown;
  /** A fault in what works behind the window: one sentence. */
  fault: string;
  "window:shown": null;
}

/** Listens to the program; the answer stops listening. */
export function on<E extends keyof Events>(event: E, heard: (value: Events[E]) => void): () => void {
  let stop: (() => void) | undefined;
  let stopped = false;
  void transport().then((t) => {
    if (!stopped) stop = t.on(event, (value) => heard(value as Events[E]));
  });
  return () => {
    stopped = true;
    stop?.();
  };
}

/** Everything that the window may ask of the program. `at` is "" for now, a sync's number, or a time. */
export const backend = {
  boot: () => call<T.Boot>("Boot"),
  first: async () => firstOf(await call<SentFirst>("First")),
  keepStill: (still: T.Still) => call<void>("KeepStill", still),
  status: () => call<T.Status>("Status"),
  campaigns: () => list<T.Campaign>("Campaigns"),
  saveCampaign: (draft: T.CampaignDraft) => call<T.Campaign>("SaveCampaign", draft),
  previewRule: (draft: T.CampaignDraft) => call<T.RulePreview>("PreviewRule", draft),
  useCampaign: (id: string) => call<T.Campaign>("UseCampaign", id),
  archiveCampaign: (id: string) => call<void>("ArchiveCampaign", id),
  metrics: async (campaignId: string, at: string) => metricsOf(await call<SentAnswer>("Metrics", campaignId, at)),
  evidence: async (campaignId: string, key: string, at: string) => {
    const sent = await call<SentEvidence>("Evidence", campaignId, key, at);
    await breathe();
    return evidenceOf(sent);
  },
  history: (campaignId: string, key: string) => list<T.HistoryPoint>("History", campaignId, key),
  changes: (campaignId: string, since: string) => list<T.Change>("Changes", campaignId, since),
  changesBetween: (campaignId: string, since: string, until: string) =>
    list<T.Change>("ChangesBetween", campaignId, since, until),
  syncs: (campaignId: string) => list<T.SyncTick>("Syncs", campaignId),
  trend: (campaignId: string, at: string) => list<T.TrendPoint>("Trend", campaignId, at),
  annotations: (campaignId: string) => list<T.Annotation>("Annotations", campaignId),
  saveAnnotation: (a: T.Annotation) => call<void>("SaveAnnotation", a),
  deleteAnnotation: (id: string) => call<void>("DeleteAnnotation", id),
  splits: (campaignId: string, at: string) => call<T.Splits>("Splits", campaignId, at),
  correct: (campaignId: string, messageId: string, what: "not_reply" | "reply" | "undo") =>
    call<T.Undoable>("Correct", campaignId, messageId, what),
  syncNow: (campaignId: string, only: string[]) => call<T.SyncResult>("SyncNow", campaignId, only),
  stopSync: () => call<void>("StopSync"),
  connections: () => list<T.Connection>("Connections"),
  connect: (request: T.ConnectRequest) => call<T.Connection>("Connect", request),
  cancelConnect: () => call<void>("CancelConnect"),
  disconnect: (id: string, keepData: boolean) => call<void>("Disconnect", id, keepData),
  pauseConnection: (id: string, paused: boolean) => call<void>("PauseConnection", id, paused),
  offers: (source: string, within: string) => list<T.Choice>("Offers", source, within),
  setCallBudget: (id: string, calls: number) => call<T.Connection>("SetCallBudget", id, calls),
  checkSource: (id: string) => list<T.CheckRow>("CheckSource", id),
  hasClient: (provider: string) => call<boolean>("HasClient", provider),
  signInFixes: (provider: string) => list<T.SignInFix>("SignInFixes", provider),
  lookAtSheet: (spreadsheet: string, tab: string) => call<T.SheetLook>("LookAtSheet", spreadsheet, tab),
  starterSheet: (campaignId: string, name: string) => call<T.Starter>("StarterSheet", campaignId, name),
  checkClient: (json: string) => call<T.ClientCheck>("CheckClient", json),
  followups: (campaignId: string) => list<T.Followup>("Followups", campaignId),
  allFollowups: () => list<T.Followup>("AllFollowups"),
  setGoal: (campaignId: string, key: string, value: number) => call<T.Campaign>("SetGoal", campaignId, key, value),
  setOutcome: (campaignId: string, email: string, outcome: T.Outcome) =>
    call<T.Undoable>("SetOutcome", campaignId, email, outcome),
  snooze: (campaignId: string, email: string, until: string) => call<T.Undoable>("Snooze", campaignId, email, until),
  undo: (token: string) => call<void>("Undo", token),
  contacts: (campaignId: string, query: T.ContactQuery) => call<T.ContactPage>("Contacts", campaignId, query),
  contactStats: (campaignId: string) => call<T.ContactStats>("ContactStats", campaignId),
  contactTimeline: (email: string) => list<T.TimelineRow>("ContactTimeline", email),
  addContacts: (campaignId: string, rows: T.NewContact[]) => call<T.AddResult>("AddContacts", campaignId, rows),
  importContactsData: (campaignId: string, file: T.ContactFile) =>
    call<T.ContactImport>("ImportContactsData", campaignId, file),
  setStatus: (campaignId: string, email: string, status: string) =>
    call<T.StatusResult>("SetStatus", campaignId, email, status),
  conflicts: (campaignId: string) => list<T.ContactConflict>("Conflicts", campaignId),
  chooseExports: (campaignId: string) => call<T.ImportPreview>("ImportSpotify", campaignId),
  stageExports: (campaignId: string, files: T.DroppedFile[]) =>
    call<T.ImportPreview>("ImportDropped", campaignId, files),
  previewImport: (campaignId: string, token: string, options: T.ImportOptions) =>
    call<T.ImportPreview>("PreviewImport", campaignId, token, options),
  confirmImport: (campaignId: string, token: string, options: T.ImportOptions) =>
    list<T.ImportResult>("ConfirmImport", campaignId, token, options),
  imports: (campaignId: string) => list<T.ImportedFile>("Imports", campaignId),
  importFolder: () => call<T.ImportFolder>("ImportFolder"),
  watchFolder: () => call<T.ImportFolder>("WatchFolder"),
  unwatchFolder: () => call<T.ImportFolder>("UnwatchFolder"),
  setContact: (campaignId: string, email: string, field: T.ContactField, value: string) =>
    call<T.StatusResult>("SetContact", campaignId, email, field, value),
  outbox: (campaignId: string) => list<T.OutboxRow>("Outbox", campaignId),
  undoEdit: (id: string) => call<T.StatusResult>("UndoEdit", id),
  contactJournal: (campaignId: string, limit: number) => list<T.JournalRow>("ContactJournal", campaignId, limit),
  flipJournal: (id: string) => call<T.StatusResult>("FlipJournal", id),
  suggestions: (campaignId: string) => list<T.Suggestion>("Suggestions", campaignId),
  applySuggestions: (campaignId: string, emails: string[]) => call<T.Applied>("ApplySuggestions", campaignId, emails),
  columns: (campaignId: string) => call<T.SheetColumns>("Columns", campaignId),
  confirmColumns: (campaignId: string) => call<T.SheetColumns>("ConfirmColumns", campaignId),
  chooseColumns: (campaignId: string, chosen: Record<string, string>) =>
    call<T.SheetColumns>("ChooseColumns", campaignId, chosen),
  resolve: (id: string, choice: "mine" | "theirs" | "value", value: string) =>
    call<T.StatusResult>("Resolve", id, choice, value),
  log: (limit: number) => list<T.LogRow>("Log", limit),
  settings: () => call<T.Settings>("Settings"),
  saveSetting: <K extends keyof T.Settings>(key: K, value: T.Settings[K]) => call<void>("SaveSetting", key, value),
  /** Each asks for a file; "" or null when the person chose none. */
  exportCampaign: (campaignId: string, format: T.ExportFormat) => call<string>("ExportCampaign", campaignId, format),
  backup: (password: string) => call<string>("Backup", password),
  restore: (password: string) => call<T.Restored>("Restore", password),
  saveReport: () => call<string>("SaveReport"),
  verifyPack: () => call<T.Verdict | null>("VerifyPack"),
  deleteEverything: () => list<string>("DeleteEverything"),
  /** What is to be said once, by name; each is given out a single time. */
  hints: () => list<T.Hint>("Hints"),
  doctor: () => list<T.DoctorRow>("Doctor"),
  hosts: () => list<T.HostRow>("Hosts"),
  gmailPush: () => call<T.GmailPush>("GmailPush"),
  setGmailPush: (topic: string, subscription: string) => call<T.GmailPush>("SetGmailPush", topic, subscription),
  stopGmailPush: () => call<T.GmailPush>("StopGmailPush"),
  receiver: () => call<T.Receiver>("Receiver"),
  setReceiver: (listen: string, publicURL: string) => call<T.Receiver>("SetReceiver", listen, publicURL),
  stopReceiver: () => call<T.Receiver>("StopReceiver"),
  saveSigningKey: (key: string) => call<T.Receiver>("SaveSigningKey", key),
  mirrorStatus: () => call<T.MirrorStatus>("MirrorStatus"),
  mirrorServices: (request: T.MirrorRequest) => list<string>("MirrorServices", request),
  mirrorSendCode: (request: T.MirrorRequest) => call<void>("MirrorSendCode", request),
  mirrorFinish: (code: string) => call<T.Connection>("MirrorFinish", code),
  mirrorWait: () => call<T.Connection>("MirrorWait"),
  mirrorCancel: () => call<void>("MirrorCancel"),
  mirrorSet: (on: boolean, addresses: boolean) => call<T.MirrorStatus>("MirrorSet", on, addresses),
  mirrorPush: () => call<T.MirrorPushed>("MirrorPush"),
  mirrorSchema: () => call<string>("MirrorSchema"),
  seen: (visible: boolean) => call<void>("Seen", visible),
  openLink: (url: string) => call<void>("OpenLink", url),
  loadSample: () => call<void>("LoadSample"),
  leaveSample: () => call<void>("LeaveSample"),
  copyText: async (text: string) => (await transport()).copy(text),
  saveText: async (name: string, text: string) => (await transport()).save(name, text),
};
