import type { Contact } from "../types";
import { daysAgo } from "./clock";

/** The 21 people of the sample campaign: address, role, outlet, days since the pitch, and how it ended. */
export interface Person {
  email: string;
  name: string;
  role: string;
  outlet: string;
  sent: number;
  end: "human" | "auto" | "bounce" | "silent";
  answered?: number;
  says?: string;
  why?: string;
}

const p = (
  email: string,
  name: string,
  role: string,
  outlet: string,
  sent: number,
  end: Person["end"] = "silent",
  rest: Partial<Person> = {},
): Person => ({ email, name, role, outlet, sent, end, ...rest });

export const people: Person[] = [
  p("producer@cardiff-fm.example", "Rhys Morgan", "Producer", "Cardiff FM", 2.4, "human", {
    answered: 0.2,
    says: "Re: [SPRING] New single: can we have it for Friday?",
    why: "answered 2 d 4 h after the pitch",
  }),
  p("editor@newsounds.example", "Mia Okafor", "Blog editor", "New Sounds", 3, "human", {
    answered: 0.9,
    says: "Re: [SPRING] New single: send me the stems and I will see",
    why: "from a second address, same thread",
  }),
  p("info@lefthouse.example", "Left House", "DJ", "Left House", 5, "human", {
    answered: 2,
    says: "Re: [SPRING] New single: love it",
    why: "`Precedence: bulk` alone proves nothing",
  }),
  p("music@fjord-radio.example", "Ingrid Dahl", "Producer", "Fjord Radio", 6, "human", {
    answered: 4,
    says: "SV: [SPRING] New single",
    why: "new thread, `References` names your pitch",
  }),
  p("amara@nightbus.example", "Amara Nwosu", "Producer", "Night Bus", 9, "human", {
    answered: 6.5,
    says: "Re: [SPRING] New single: added for Thursday",
    why: "same thread, later than the pitch",
  }),
  p("tom@slowtape.example", "Tom Bell", "Blog editor", "Slow Tape", 13, "human", {
    answered: 10,
    says: "Re: [SPRING] New single: not for us this time",
    why: "same thread, later than the pitch",
  }),
  p("luz@onda.example", "Luz Herrera", "DJ", "Onda", 15, "human", {
    answered: 13,
    says: "RE: [SPRING] New single",
    why: "answered by a colleague, same thread",
  }),
  p("desk2@city-fm.example", "Jane Fox", "Producer", "City FM", 19, "human", {
    answered: 17,
    says: "Re: [SPRING] New single: yes please",
    why: "same thread, later than the pitch",
  }),
  p("desk@station-one.example", "Station One desk", "Producer", "Station One", 8, "auto", {
    answered: 8,
    says: "Automatic reply: [SPRING] New single",
    why: "`Auto-Submitted: auto-replied`",
  }),
  p("dj@late-show.example", "Nadia Petrov", "DJ", "Late Show", 14, "silent", { why: "chased once" }),
  p("music@harbour.example", "Ole Hansen", "Producer", "Harbour Radio", 7),
  p("hello@northblog.example", "North Blog", "Blog editor", "North Blog", 8),
  p("playlist@indie-hour.example", "Indie Hour", "Playlist", "Indie Hour", 12, "silent", { why: "chased twice" }),
  p("studio@valley.example", "Valley Studio", "DJ", "Valley", 10),
  p("carla@eastwave.example", "Carla Ricci", "Producer", "East Wave", 3),
  p("pitch@lowend.example", "Low End", "Playlist", "Low End", 2),
  p("sam@dayglow.example", "Sam Reed", "Playlist", "Dayglow", 4),
  p("ewa@radio-polna.example", "Ewa Lis", "Producer", "Radio Polna", 5),
  p("contact@bside.example", "B-Side", "Blog editor", "B-Side", 1),
  p("kit@hotplate.example", "Kit Dray", "DJ", "Hotplate", 6),
  p("someone@tinydesk.example", "", "", "", 1.5),
];

const roles = ["Producer", "DJ", "Blog editor", "Playlist", ""];
const statuses = ["CONTACTED", "REPLIED", "PENDING", "PASSED", "CONTACTED", "CONTACTED"];
const first = [
  "Ada",
  "Ben",
  "Chiara",
  "Dev",
  "Elif",
  "Finn",
  "Gita",
  "Hugo",
  "Ines",
  "Jon",
  "Kemi",
  "Lena",
  "Mo",
  "Nils",
];
const outlets = ["Riverside", "Kite", "Mono", "Harvest", "Signal", "Atlas", "Velvet", "Basement", "Orbit", "Tidal"];

/** The sheet: the people of the campaign first, the rest made up row by row. */
export function sheet(total: number): Contact[] {
  const rows: Contact[] = people.map((who, i) => ({
    name: who.name,
    email: who.email,
    role: who.role,
    outlet: who.outlet,
    status: who.end === "human" ? "REPLIED" : "CONTACTED",
    addedDate: daysAgo(30 + i).slice(0, 10),
    row: i + 2,
    pending: false,
  }));
  for (let i = rows.length; i < total; i++) {
    const outlet = outlets[i % outlets.length] ?? "";
    rows.push({
      name: `${first[i % first.length]} ${outlet}`,
      email: `${first[i % first.length]?.toLowerCase()}.${i}@${outlet.toLowerCase()}.example`,
      role: roles[i % roles.length] ?? "",
      outlet,
      status: i > total - 6 ? "NEW" : (statuses[i % statuses.length] ?? ""),
      addedDate: daysAgo(i > total - 9 ? 0 : 20 + (i % 60)).slice(0, 10),
      row: i + 2,
      pending: i === 24,
      problem: i === 30 ? "invalid_email" : i === 41 || i === 42 ? "duplicate" : "",
    });
  }
  const broken = rows[30];
  if (broken) broken.email = "elif.30@@kite";
  return rows;
}
