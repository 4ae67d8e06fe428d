import type * as T from "../types";
import type { State } from "./state";

/** What signing in and choosing a contact list ask of the program. */
export const signIn = {
  HasClient: (s: State, provider: string) =>
    s.connections.some((c) => c.provider === provider) || s.scene === "unsynced",
  SignInFixes: (_s: State, provider: string): T.SignInFix[] =>
    provider === "gmail" || provider === "sheets"
      ? [
          {
            word: "access_denied",
            sentence:
              'Access to Gmail was refused on the consent page, so nothing was connected. If you did not refuse: while the consent screen is in "Testing", your address must stand among its test users.',
            place: "audience",
          },
          {
            word: "admin_policy_enforced",
            sentence:
              "Your organisation does not let this app read Gmail. Ask its administrator to allow the client id, or use a private account.",
            place: "",
          },
          {
            word: "invalid_client",
            sentence:
              "The OAuth client for Gmail is not known: the client id or secret is wrong, or the client was deleted.",
            place: "clients",
          },
          {
            word: "redirect_uri_mismatch",
            sentence:
              "The OAuth client for Gmail does not accept the address that the answer comes back to. Google needs a Desktop client (not Web).",
            place: "clients",
          },
        ]
      : [],
  LookAtSheet: (s: State, spreadsheet: string, tab: string): T.SheetLook => ({
    id: spreadsheet,
    title: "Radio contacts 2026",
    tab: tab === "Budget" ? "" : "Contacts",
    tabs: ["Contacts", "Budget"],
    columns:
      tab === "Budget"
        ? []
        : [
            { field: "name", header: "Name" },
            { field: "email", header: "E-mail address" },
            { field: "role", header: "Role" },
            { field: "status", header: "Status" },
            { field: "added", header: "Added date" },
          ],
    contacts: tab === "Budget" ? 0 : Math.max(s.contacts.length, 120),
    problems: [
      { kind: "duplicate", why: "row 87: the same address stands in row 12; counted there" },
      {
        kind: "unreadable_date",
        why: "row 44: “03/04/26” in column “Added date” is no date that can be read for sure",
      },
    ],
  }),
  StarterSheet: (s: State, id: string, name: string): T.Starter => {
    const made = s.campaigns.find((c) => c.id === id);
    if (made) made.rule = { ...made.rule, spreadsheet: "starter" };
    return { id: "starter", tab: "Contacts", link: "https://docs.google.com/spreadsheets/d/starter", campaign: name };
  },
};
