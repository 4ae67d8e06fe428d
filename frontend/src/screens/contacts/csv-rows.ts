import type { NewContact } from "../../backend";

/** Splits CSV or tab-separated text into cells; quotes may hold separators and line ends. */
export function cells(text: string): string[][] {
  const separator = text.split("\n", 1)[0]?.includes("\t") ? "\t" : text.split("\n", 1)[0]?.includes(";") ? ";" : ",";
  const rows: string[][] = [[]];
  let cell = "";
  let quoted = false;
  for (let i = 0; i < text.length; i++) {
    const c = text[i];
    if (quoted) {
      if (c === '"' && text[i + 1] === '"') cell += text[++i];
      else if (c === '"') quoted = false;
      else cell += c;
    } else if (c === '"' && cell === "") quoted = true;
    else if (c === separator || c === "\n") {
      rows.at(-1)?.push(cell.trim());
      cell = "";
      if (c === "\n") rows.push([]);
    } else cell += c;
  }
  rows.at(-1)?.push(cell.trim());
  return rows.filter((row) => row.some(Boolean));
}

const headers: Record<keyof NewContact, RegExp> = {
  name: /^(full )?name$|^contact$/i,
  email: /e-?mail/i,
  role: /role|type|position|rolle/i,
  status: /status|state/i,
  outlet: /outlet|station|company|publication|haus|sender/i,
};

/** People out of a pasted or dropped list: by its header where it has one, else in the order name, email, role, status. */
export function peopleIn(text: string): NewContact[] {
  const rows = cells(text.replace(/^\uFEFF/, ""));
  const first = rows[0] ?? [];
  const headed = first.some((c) => headers.email.test(c)) && !first.some((c) => c.includes("@"));
  const keys = Object.keys(headers) as (keyof NewContact)[];
  const place = Object.fromEntries(
    keys.map((key, i) => {
      const found = headed ? first.findIndex((c) => headers[key].test(c)) : i;
      return [key, found];
    }),
  );
  if (!headed) {
    // Without a header the column with addresses is known by its "@".
    const at = first.findIndex((c) => c.includes("@"));
    if (at >= 0 && at !== 1) {
      place.email = at;
      place.name = at === 0 ? 1 : 0;
    }
  }
  return (headed ? rows.slice(1) : rows).map((row) => {
    const of = (key: keyof NewContact) => row[place[key] ?? -1] ?? "";
    return {
      name: of("name"),
      email: of("email"),
      role: of("role"),
      status: of("status") || "NEW",
      outlet: of("outlet"),
    };
  });
}
