import type { SignInFix } from "../../../backend";

/** What Mixdown asks of Google's APIs; one page switches all of them on. */
const apis = ["gmail.googleapis.com", "sheets.googleapis.com", "drive.googleapis.com"];

export type Place = Exclude<SignInFix["place"], "">;

const pages: Record<Place | "project" | "client", string> = {
  project: "https://console.cloud.google.com/projectcreate",
  apis: `https://console.cloud.google.com/flows/enableapi?apiid=${apis.join(",")}`,
  audience: "https://console.cloud.google.com/auth/audience",
  client: "https://console.cloud.google.com/auth/clients/create",
  clients: "https://console.cloud.google.com/auth/clients",
};

/** The address of a page of Google's console, in the person's project where that is known. */
export function consolePage(page: keyof typeof pages, project = ""): string {
  const address = pages[page];
  if (!project || page === "project") return address;
  return `${address}${address.includes("?") ? "&" : "?"}project=${encodeURIComponent(project)}`;
}

/** A project's id: https://cloud.google.com/resource-manager/docs/creating-managing-projects */
const id = /^([a-z0-9.-]+:)?[a-z][a-z0-9-]{4,28}[a-z0-9]$/;

/** The project in what was typed or pasted: its id, or the address of any page of the console. "" where there is none. */
export function projectIn(text: string): string {
  const typed = text.trim();
  if (id.test(typed)) return typed;
  try {
    const named = new URL(typed).searchParams.get("project") ?? "";
    return id.test(named) ? named : "";
  } catch {
    return "";
  }
}
