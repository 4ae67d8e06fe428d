interface Hue {
  strip: string;
  text: string;
  fill: string;
}

// Whole class names, so that the stylesheet's scanner finds each of them.
const hues: Record<string, Hue> = {
  tracker: { strip: "bg-tracker", text: "text-tracker", fill: "bg-tracker" },
  gmail: { strip: "bg-gmail", text: "text-gmail", fill: "bg-gmail" },
  broker: { strip: "bg-broker", text: "text-broker", fill: "bg-broker" },
  scout: { strip: "bg-scout", text: "text-scout", fill: "bg-scout" },
  coach: { strip: "bg-coach", text: "text-coach", fill: "bg-coach" },
  insight: { strip: "bg-insight", text: "text-insight", fill: "bg-insight" },
  sheets: { strip: "bg-sheets", text: "text-sheets", fill: "bg-sheets" },
  google_sheets: { strip: "bg-sheets", text: "text-sheets", fill: "bg-sheets" },
  mailchimp: { strip: "bg-mailchimp", text: "text-mailchimp", fill: "bg-mailchimp" },
  airtable: { strip: "bg-airtable", text: "text-airtable", fill: "bg-airtable" },
  spotify: { strip: "bg-spotify", text: "text-spotify", fill: "bg-spotify" },
};

const neutral: Hue = { strip: "bg-line", text: "text-text", fill: "bg-muted" };

/** The classes of a source's or agent's hue; a source that came later is neutral. */
export function hueOf(name: string | undefined): Hue {
  return hues[name ?? ""] ?? neutral;
}
