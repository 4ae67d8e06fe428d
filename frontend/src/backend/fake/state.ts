import type {
  Annotation,
  Campaign,
  Connection,
  Contact,
  ContactConflict,
  Followup,
  JournalRow,
  OutboxRow,
  Settings,
  Suggestion,
} from "../types";
import { daysAgo, inDays } from "./clock";
import { beginMirror, type Mirror } from "./mirrorstate";
import { sheet } from "./people";
import { journal, outbox, suggestions } from "./sheet";
import { connections } from "./sources";
import { conflicts, followups } from "./worklist";

/** What the sample is to show: the story itself, or one of the states that a real home can be in. */
export type Scene =
  | "sample"
  | "none" // no campaign yet
  | "unconnected"
  | "unsynced"
  | "mailonly"
  | "syncing"
  | "signin"
  | "broken"
  | "offline"
  | "unread" // three mails that Gmail does not hand over
  | "hostile" // very long and right-to-left names
  | "many" // 50,000 rows
  | "mirrored" // results go to a project
  | "mirrorfails" // and something is wrong there
  | "moved" // the columns of the sheet are not where they were
  | "mirror" // the rest of the team has written its results
  | "calm"; // nothing to do

export const spring: Campaign = {
  id: "spring",
  name: "Spring radio",
  rule: {
    tag: "SPRING",
    daysBack: 30,
    since: daysAgo(21, 0),
    until: null,
    zone: "",
    spreadsheet: "1BxiMVs0XRA5nFMdKvBdBZjgmUUqptlbs74OgvE2upms",
    sheet: "Contacts",
    newMarker: "NEW",
    followUpDays: 7,
    workingDays: false,
    maxChases: 2,
    countCc: false,
  },
  createdAt: daysAgo(21),
  archivedAt: null,
};

const autumn: Campaign = {
  ...spring,
  id: "autumn",
  name: "Autumn single",
  rule: { ...spring.rule, tag: "AUTUMN", since: daysAgo(90, 0), until: daysAgo(45, 0) },
  createdAt: daysAgo(90),
};

const hostileName =
  "\u202Eoidar gnirpS <img src=x onerror=alert(1)> and a name that never seems to come to an end at all";

const hostileAccount = `${"a-mailbox-whose-name-goes-on-and-on.".repeat(4)}@label.example`;

export interface State {
  scene: Scene;
  campaigns: Campaign[];
  campaignId: string;
  connections: Connection[];
  contacts: Contact[];
  followups: Followup[];
  conflicts: ContactConflict[];
  outbox: OutboxRow[];
  journal: JournalRow[];
  suggestions: Suggestion[];
  /** What was said of the columns, and whether they moved since. */
  columns: Record<string, string>;
  columnsMoved: boolean;
  annotations: Annotation[];
  corrected: Set<string>;
  settings: Settings;
  syncs: number;
  undo: Map<string, () => void>;
  mirror: Mirror;
}

export function begin(scene: Scene): State {
  const campaigns =
    scene === "none" ? [] : [{ ...spring, name: scene === "hostile" ? hostileName : spring.name }, autumn];
  const empty = scene === "none" || scene === "unconnected";
  return {
    scene,
    campaigns,
    campaignId: campaigns[0]?.id ?? "",
    connections: empty
      ? []
      : connections
          .filter((c) => scene !== "mailonly" || c.provider === "gmail")
          .map((c) => {
            if (scene === "unsynced") return { ...c, lastSyncAt: null, nextSyncAt: null };
            if (scene === "unread" && c.provider === "gmail") return { ...c, unreadItems: 3 };
            if (scene === "signin" && c.provider === "sheets") {
              const message = "Google ended the sign-in for this sheet. Sign in again.";
              return { ...c, status: "needs_sign_in" as const, message, nextSyncAt: null };
            }
            if (scene === "signin" && c.provider === "gmail") {
              const message =
                "Gmail will end this sign-in on 3 December, because the consent screen of your client is in “Testing”. Publish it in Google's console under “Audience”, then sign in again.";
              return { ...c, testing: true, consentEndsAt: inDays(7), message };
            }
            if (scene === "hostile") return { ...c, account: hostileAccount };
            return { ...c };
          }),
    contacts: empty || scene === "unsynced" ? [] : sheet(scene === "many" ? 50_000 : 120),
    followups: empty || scene === "unsynced" || scene === "calm" ? [] : followups.map((f) => ({ ...f })),
    conflicts: empty || scene === "unsynced" || scene === "calm" ? [] : [...conflicts],
    outbox: empty || scene === "unsynced" || scene === "calm" ? [] : [...outbox],
    journal: empty || scene === "unsynced" || scene === "calm" ? [] : [...journal],
    suggestions: empty || scene === "unsynced" || scene === "calm" ? [] : [...suggestions],
    columns: {},
    columnsMoved: scene === "moved",
    annotations: empty ? [] : [{ id: "a-1", at: daysAgo(12, 12), text: "Single out", campaignId: "spring" }],
    corrected: new Set(),
    settings: {
      theme: "system",
      language: "system",
      sound: true,
      volume: 0.5,
      voice: "plain",
      keepInBackground: true,
      startAtLogin: false,
      notifications: false,
      quietFrom: "20:00",
      quietTo: "08:00",
      snippets: true,
      syncMinutes: 15,
      digest: true,
      saveEnergy: true,
      closeExplained: false,
    },
    syncs: 23,
    undo: new Map(),
    mirror: beginMirror(scene),
  };
}
