import type * as T from "../types";
import { daysAgo } from "./clock";
import { emit } from "./events";
import type { State } from "./state";

interface Read {
  name: string;
  kind: string;
  rows: string[];
  problem: string;
}

const bytes = (data: string) => Uint8Array.from(atob(data), (c) => c.charCodeAt(0));

let token = 0;
let staged: Read[] = [];
let folder: T.ImportFolder = { folder: "", files: [] };
const held = new Map<string, T.ImportedFile>();

/** Enough of the program's reader that every state of the screen can be seen: kinds by header, and a row that does not fit. */
function read(file: { name: string; content: string }): Read {
  const [head = "", ...rows] = file.content.trim().split(/\r?\n/);
  const columns = head.toLowerCase().split(",");
  const has = (...names: string[]) => names.every((n) => columns.includes(n));
  const kind = has("song", "streams")
    ? "songs"
    : has("title", "author")
      ? "playlists"
      : has("date", "listeners")
        ? "audience_timeline"
        : has("date", "streams")
          ? "song_timeline"
          : "";
  const bad = rows.findIndex((r) => r.includes("-") && /,-\d/.test(r));
  const problem = !kind
    ? `The header line (${head.slice(0, 60)}) is of no export that Mixdown knows.`
    : bad >= 0
      ? `Row ${bad + 2} has a figure below zero. Nothing of this file was imported.`
      : "";
  return { name: file.name, kind, rows, problem };
}

function result(f: Read, period: string, artist: string): T.ImportResult {
  const asks = f.kind === "songs" ? "needed" : f.kind === "playlists" ? "optional" : "";
  const days = (f.kind ? f.rows : []).map((r) => r.split(",")[0] ?? "").sort();
  const [from = null, to = null] = asks
    ? period.includes("..")
      ? period.split("..")
      : []
    : [days[0] ?? null, days.at(-1) ?? null];
  const errors = f.problem
    ? [f.problem]
    : asks === "needed" && !period
      ? ["A songs export does not say its period: give it."]
      : [];
  const known = held.has(f.name) && errors.length === 0 ? f.rows.length : 0;
  return {
    file: f.name,
    kind: f.kind || null,
    artist: artist || null,
    rows: f.kind ? f.rows.length : 0,
    from,
    to,
    all: period === "all",
    period: f.problem ? "" : asks,
    imported: errors.length > 0 ? 0 : f.rows.length - known,
    unchanged: known,
    errors,
  };
}

const preview = (o?: T.ImportOptions): T.ImportPreview => ({
  token: `import-${token}`,
  files: staged.map((f, i) => result(f, o?.periods[i] || o?.period || "", o?.artist ?? "")),
});

function stage(files: { name: string; content: string }[]): T.ImportPreview {
  token += 1;
  staged = files.map(read);
  return preview();
}

const sample = (name: string, head: string, rows: string[]) => ({ name, content: [head, ...rows].join("\n") });

/** Exports of Spotify for Artists, held in the page alone. */
export const imports = {
  ImportSpotify: (): T.ImportPreview =>
    stage([
      sample(
        "audience-timeline.csv",
        "date,listeners,monthly listeners,streams",
        Array.from({ length: 28 }, (_, i) => `${daysAgo(28 - i).slice(0, 10)},120,8200,310`),
      ),
      sample("songs.csv", "song,listeners,streams,saves", ["Night Drive,800,2100,40", "Low Tide,300,900,12"]),
      sample("contacts.csv", "name,email", ["Ann,ann@radio.example"]),
    ]),
  ImportDropped: (_s: State, _id: string, files: T.DroppedFile[]): T.ImportPreview =>
    stage(files.map((f) => ({ name: f.name, content: new TextDecoder().decode(bytes(f.data)) }))),
  PreviewImport: (_s: State, _id: string, _token: string, o: T.ImportOptions): T.ImportPreview => preview(o),
  ConfirmImport: (s: State, _id: string, _token: string, o: T.ImportOptions): T.ImportResult[] => {
    const files = preview(o).files ?? [];
    for (const f of files) {
      if ((f.errors ?? []).length === 0 && f.kind)
        held.set(f.file, { ...f, kind: f.kind, provider: "spotify", sha256: "0f3a", at: daysAgo(0) });
    }
    staged = [];
    emit("data:changed", { campaignId: s.campaignId });
    return files;
  },
  Imports: (s: State): T.ImportedFile[] => (s.scene === "none" ? [] : [...held.values()]),
  ImportFolder: (): T.ImportFolder => folder,
  WatchFolder: (): T.ImportFolder => {
    const file = { at: daysAgo(0), campaign: "Spring radio", imported: 0, unchanged: 28, error: "" };
    folder = { folder: "/home/you/Downloads/Spotify", files: [{ ...file, file: "audience-timeline.csv" }] };
    return folder;
  },
  UnwatchFolder: (): T.ImportFolder => {
    folder = { folder: "", files: [] };
    return folder;
  },
};
