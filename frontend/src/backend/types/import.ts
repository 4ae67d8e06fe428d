// The shapes of files that stand in for a service: exports that the person downloaded by hand.

/** What came, or would come, of one file. */
export interface ImportResult {
  file: string;
  /** "audience_timeline", "song_timeline", "songs" or "playlists"; null where the file could not be read. */
  kind: string | null;
  artist: string | null;
  rows: number;
  from: string | null;
  to: string | null;
  all: boolean;
  /** Whether the person is to say which days the figures are of. */
  period: "" | "needed" | "optional";
  imported: number;
  unchanged: number;
  /** Why the file was refused. */
  errors: string[] | null;
}

export interface ImportPreview {
  /** Names the files for their confirmation; "" where none were chosen. */
  token: string;
  files: ImportResult[] | null;
}

export interface ImportOptions {
  period: string;
  artist: string;
  /** Of single files, in their order: "2026-10-01..2026-10-28", "all" or "". */
  periods: string[];
}

export interface DroppedFile {
  name: string;
  /** Its bytes in base64, as they are: a text would hide what is no UTF-8. */
  data: string;
}

/** A file whose figures a campaign holds. */
export interface ImportedFile {
  provider: string;
  file: string;
  kind: string;
  artist: string | null;
  from: string | null;
  to: string | null;
  all: boolean;
  rows: number;
  sha256: string;
  at: string | null;
}

export interface WatchedFile {
  file: string;
  at: string;
  campaign: string;
  imported: number;
  unchanged: number;
  error: string;
}

export interface ImportFolder {
  folder: string;
  files: WatchedFile[] | null;
}
