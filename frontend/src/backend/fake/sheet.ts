import type * as T from "../types";
import { minutesAgo } from "./clock";
import { emit } from "./events";
import type { State } from "./state";

// The contact sheet's outbox, journal, columns and imports: all of it lives in the page and is gone with it.

const changed = (s: State) => emit("data:changed", { campaignId: s.campaignId });

const names = ["Name", "Email", "Role", "Outlet", "Status", "Added", "Notes"];
const dragged = ["Name", "Email", "Role", "Outlet", "Added", "Notes", "Status"];
const fields = ["name", "first_name", "last_name", "email", "role", "outlet", "status", "added", "status_date"];

export const outbox: T.OutboxRow[] = [
  {
    id: "o-1",
    kind: "edit",
    email: "lena.24@signal.example",
    name: "Lena Signal",
    field: "status",
    base: "PENDING",
    value: "PASSED",
    status: "pending",
    attempts: 1,
    code: "offline",
    message: "Google Sheets cannot be reached. What you see is the last copy; the next sync tries again.",
    createdAt: minutesAgo(12),
  },
  {
    id: "k-1",
    kind: "edit",
    email: "jane@city-fm.example",
    name: "Jane Fox",
    field: "status",
    base: "NEW",
    value: "CONTACTED",
    status: "held",
    attempts: 1,
    code: "",
    message: "The cell changed in the sheet too.",
    createdAt: minutesAgo(55),
  },
];

export const journal: T.JournalRow[] = [
  {
    id: "j-2",
    at: minutesAgo(70),
    email: "music@fjord-radio.example",
    field: "status",
    base: "CONTACTED",
    mine: "REPLIED",
    theirs: "CONTACTED",
    kept: "REPLIED",
    lost: "CONTACTED",
    rule: "edit",
    flippedAt: null,
  },
  {
    id: "j-1",
    at: minutesAgo(60 * 26),
    email: "carla@eastwave.example",
    field: "role",
    base: "DJ",
    mine: "",
    theirs: "Producer",
    kept: "Producer",
    lost: "DJ",
    rule: "merge",
    flippedAt: null,
  },
];

export const suggestions: T.Suggestion[] = [
  {
    email: "studio@valley.example",
    name: "Valley Studio",
    status: "NEW",
    suggested: "CONTACTED",
    why: "mailed by you",
    at: minutesAgo(60 * 240),
  },
  {
    email: "sam@dayglow.example",
    name: "Sam Reed",
    status: "CONTACTED",
    suggested: "REPLIED",
    why: "same thread, later than the pitch",
    at: minutesAgo(60 * 5),
  },
];

const headersOf = (s: State) => (s.scene === "moved" ? dragged : names);

const columnsOf = (s: State): T.SheetColumns => ({
  source: "sheet",
  title: "Spring radio contacts",
  tab: "Contacts",
  headerRow: 1,
  headers: headersOf(s),
  fields: fields.map((field) => {
    const headers = headersOf(s);
    const said = s.columns[field];
    const index = headers.findIndex((h) => (said === undefined ? h.toLowerCase() === field : h === said));
    return { field, column: index < 0 ? null : { index, header: headers[index] ?? "" } };
  }),
  chosen: s.columns,
  changed: s.columnsMoved
    ? [{ field: "status", was: { index: 4, header: "Status" }, now: { index: 6, header: "Status" } }]
    : [],
  said: s.columnsMoved ? "“Status” moved from E to G" : "",
  waiting: s.outbox.filter((o) => o.status === "pending").length,
});

export const sheetAnswers = {
  Outbox: (s: State) => s.outbox,
  ContactJournal: (s: State) => s.journal,
  Suggestions: (s: State) => s.suggestions,
  Columns: (s: State): T.SheetColumns => {
    if (s.contacts.length === 0) throw { code: "not_connected", message: "This campaign has no contact list yet." };
    return columnsOf(s);
  },
};

const keyOf = { name: "name", role: "role", outlet: "outlet", status: "status", added: "addedDate" } as const;

export const sheetWrites = {
  SetContact: (s: State, _id: string, email: string, field: T.ContactField, value: string): T.StatusResult => {
    const key = keyOf[field];
    const before = s.contacts.find((c) => c.email === email)?.[key] ?? "";
    const pending = s.scene === "offline";
    s.contacts = s.contacts.map((c) => (c.email === email ? { ...c, [key]: value, pending } : c));
    const undo = `e-${s.undo.size + 1}`;
    s.undo.set(undo, () => {
      s.contacts = s.contacts.map((c) => (c.email === email ? { ...c, [key]: before, pending: false } : c));
    });
    changed(s);
    return { success: true, pending, undo, message: `Updated ${email} ${field} to ${value}` };
  },
  UndoEdit: (s: State, id: string): T.StatusResult => {
    s.undo.get(id)?.();
    s.undo.delete(id);
    s.outbox = s.outbox.filter((o) => o.id !== id);
    changed(s);
    return { success: true, message: "Taken back" };
  },
  FlipJournal: (s: State, id: string): T.StatusResult => {
    s.journal = s.journal.map((j) => (j.id === id ? { ...j, flippedAt: minutesAgo(0) } : j));
    changed(s);
    return { success: true, message: "Flipped" };
  },
  ApplySuggestions: (s: State, _id: string, emails: string[]): T.Applied => {
    const these = s.suggestions.filter((g) => emails.length === 0 || emails.includes(g.email));
    s.suggestions = s.suggestions.filter((g) => !these.includes(g));
    for (const g of these)
      s.contacts = s.contacts.map((c) => (c.email === g.email ? { ...c, status: g.suggested } : c));
    changed(s);
    return { success: true, applied: these.length, pending: false, conflicts: 0 };
  },
  ConfirmColumns: (s: State): T.SheetColumns => {
    s.columnsMoved = false;
    changed(s);
    return columnsOf(s);
  },
  ChooseColumns: (s: State, _id: string, chosen: Record<string, string>): T.SheetColumns => {
    s.columns = chosen;
    s.columnsMoved = false;
    changed(s);
    return columnsOf(s);
  },
  ImportContactsData: (s: State, _id: string, file: T.ContactFile): T.ContactImport => {
    const lines = atob(file.data).split(/\r?\n/).filter(Boolean);
    if (lines.length < 2)
      throw { code: "sheet_shape", message: `The file “${file.name}” holds no contacts below its headers.` };
    const heads = (lines[0] ?? "").split(/[,;\t]/);
    const at = (field: string) => {
      const said = file.columns?.[field];
      return heads.findIndex((h) => h.trim().toLowerCase() === (said ?? field).toLowerCase());
    };
    const found = fields.map((field) => {
      const index = at(field);
      return { field, column: index < 0 ? null : { index, header: heads[index] ?? "" } };
    });
    if (at("email") < 0 && at("name") < 0)
      throw { code: "sheet_shape", message: `The file “${file.name}” has no column for a name or an email.` };
    const known = new Set(s.contacts.map((c) => c.email));
    const rows = lines.slice(1).map((line) => line.split(/[,;\t]/));
    const fresh = rows.filter((r) => r[at("email")]?.includes("@") && !known.has(r[at("email")] ?? ""));
    if (!file.preview) {
      const made = fresh.map((r, i): T.Contact => {
        const of = (field: string) => r[at(field)] ?? "";
        const row = s.contacts.length + i + 2;
        return {
          name: of("name"),
          email: of("email"),
          role: of("role"),
          status: of("status"),
          addedDate: "",
          row,
          pending: false,
        };
      });
      s.contacts = [...s.contacts, ...made];
      changed(s);
    }
    return {
      file: file.name,
      rows: rows.length,
      imported: fresh.length,
      updated: 0,
      unchanged: rows.length - fresh.length,
      conflicts: 0,
      problems: rows
        .map((r, i) => ({
          row: i + 2,
          kind: "invalid_email",
          email: r[at("email")] ?? "",
          message: `row ${i + 2}: no email address`,
        }))
        .filter((p) => !p.email.includes("@")),
      errors: [],
      headers: heads,
      fields: found,
      preview: file.preview,
    };
  },
};
