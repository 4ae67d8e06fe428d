import type { Connection, ProviderInfo, SourceStatus } from "../types";
import { daysAgo, inMinutes, minutesAgo } from "./clock";

export const providers: ProviderInfo[] = [
  {
    name: "gmail",
    title: "Gmail",
    noun: "mail",
    keys: false,
    oauth: true,
    available: true,
    permissions: [
      {
        scope: "https://www.googleapis.com/auth/gmail.readonly",
        gives: "See which campaign mails you sent and who answered. Mixdown can change nothing.",
        without: "No mail numbers at all.",
        required: true,
      },
      {
        scope: "openid email",
        gives: "Show which account is connected.",
        without: "Everything works.",
        required: false,
      },
    ],
  },
  {
    name: "sheets",
    title: "Google Sheets",
    noun: "contacts",
    keys: false,
    oauth: true,
    available: true,
    permissions: [
      {
        scope: "https://www.googleapis.com/auth/drive.file",
        gives: "Read and change the spreadsheets you pick, no others.",
        without: "Lists from a file.",
        required: true,
      },
    ],
  },
  {
    name: "mailchimp",
    title: "Mailchimp",
    noun: "audiences",
    keys: true,
    oauth: true,
    available: true,
    permissions: [],
  },
  {
    name: "airtable",
    title: "Airtable",
    noun: "records",
    keys: true,
    oauth: true,
    available: true,
    permissions: [
      {
        scope: "data.records:read",
        gives: "Count the records of your table and read its status field.",
        without: "No Airtable numbers at all.",
        required: true,
      },
    ],
  },
  {
    name: "spotify",
    title: "Spotify",
    noun: "listeners",
    keys: false,
    oauth: true,
    available: true,
    imports: true,
    permissions: [],
  },
];

function connection(provider: string, title: string, account: string, rest: Partial<Connection> = {}): Connection {
  const permissions = providers.find((p) => p.name === provider)?.permissions ?? [];
  return {
    id: `c-${provider}`,
    provider,
    title,
    account,
    status: "active",
    scopes: permissions.map((p) => p.scope),
    missingScopes: [],
    autoSync: true,
    connectedAt: daysAgo(40),
    lastSyncAt: minutesAgo(2),
    nextSyncAt: inMinutes(13),
    live: false,
    everyMinutes: provider === "spotify" ? 1440 : 15,
    unitsToday: provider === "gmail" ? 462 : 0,
    unreadItems: 0,
    ...rest,
  };
}

export const connections: Connection[] = [
  connection("gmail", "Gmail", "you@label.example"),
  connection("sheets", "Google Sheets", "you@label.example"),
  connection("mailchimp", "Mailchimp", "Label mailing"),
  connection("airtable", "Airtable", "Bookings base", {
    callsThisMonth: 212,
    callBudget: 1000,
    callForecast: 268,
    callPlans: [
      { name: "Free", calls: 1000 },
      { name: "Team", calls: 100_000 },
      { name: "Business", calls: 0 },
    ],
  }),
  connection("spotify", "Spotify", "Label artist", { lastSyncAt: minutesAgo(31), nextSyncAt: inMinutes(29) }),
];

export const statusOf = (c: Connection): SourceStatus => ({
  provider: c.provider,
  title: c.title,
  account: c.account,
  status: c.status,
  lastSyncAt: c.lastSyncAt,
  nextSyncAt: c.nextSyncAt,
  live: c.live,
  unitsToday: c.unitsToday,
  unread: c.unreadItems,
});
