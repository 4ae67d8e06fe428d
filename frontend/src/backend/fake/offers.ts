import type { Choice } from "../types";

const base = "appSpringBooking0";
const field = (name: string, id: string) => ({ value: `${base}/tblSpringOutreach:${id}`, name, note: "singleSelect" });

/** What the sample's sources have to choose from. */
export function offers(source: string, within: string): Choice[] {
  if (source === "mailchimp")
    return [
      { value: "a1b2c3d4e5", name: "Juno Vale listeners", note: "1184 subscribers" },
      { value: "f6a7b8c9d0", name: "Press", note: "96 subscribers" },
    ];
  if (source === "airtable" && within === "") return [{ value: "", name: "Bookings", note: "", within: base }];
  if (source === "airtable" && within === base)
    return [
      {
        value: `${base}/tblSpringOutreach`,
        name: "Spring outreach",
        note: "2 fields",
        choices: [field("Name", "fldSpringName0001"), field("Status", "fldSpringStatus01")],
      },
    ];
  if (source === "spotify")
    return [
      { value: "3cEYpjA9oz9GiPac4AsH4n", name: "Label of the week", note: "yours" },
      { value: "37i9dQZF1DXcBWIGoYBM5M", name: "Radio rotation", note: "of Radio: followers only" },
    ];
  return [];
}
