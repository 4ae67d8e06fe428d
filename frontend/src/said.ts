// The program speaks English: its sentences are public (scripts read them) and lie in the evidence as they were decided. The
// window knows each of them by its pattern and says it in the person's language. One that it does not know stays as it
// is; a Go test beside the patterns holds them to what the program says (backend/desk/said_test.go).

/** A pattern and what is said for it. {day}, {n}, {text} and {said} stand for a date, a number, foreign words, and a sentence. */
type Sentence = [pattern: string, said: string];

/** What the program's sentences are in one language (locales/said.*.json). */
export interface Book {
  sentences: Sentence[];
  narration: Sentence[];
  definitions: Record<string, string>;
}

/** How a day and a number are written. */
export interface Style {
  day: (at: Date, withYear: boolean) => string;
  number: (n: number) => string;
}

interface Rule {
  found: RegExp;
  kinds: string[];
  said: string;
}

const MONTHS = ["jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec"];
const shapes: Record<string, string> = {
  day: "(\\d{1,2} [A-Z][a-z]{2,8}(?: \\d{4})?|\\d{4}-\\d\\d-\\d\\d)",
  n: "(\\d[\\d,]*(?:\\.\\d+)?)",
  text: "(.+?)",
  said: "(.+)",
};

function compile([pattern, said]: Sentence): Rule {
  const kinds: string[] = [];
  const source = pattern
    .split(/(\{(?:day|n|text|said)\})/)
    .map((part) => {
      const kind = /^\{(\w+)\}$/.exec(part)?.[1];
      if (!kind) return part.replace(/[.*+?^${}()|[\]\\]/g, "\\$&");
      kinds.push(kind);
      return shapes[kind];
    })
    .join("");
  return { found: new RegExp(`^${source}$`, "su"), kinds, said };
}

function dayOf(text: string, style: Style): string {
  const bare = /^(\d{4})-(\d\d)-(\d\d)$/.exec(text);
  if (bare) return style.day(new Date(Number(bare[1]), Number(bare[2]) - 1, Number(bare[3]), 12), true);
  const [day, month = "", year] = text.split(" ");
  const index = MONTHS.indexOf(month.slice(0, 3).toLowerCase());
  if (index < 0) return text;
  return style.day(new Date(year ? Number(year) : new Date().getFullYear(), index, Number(day), 12), Boolean(year));
}

/** Says the program's sentences in one language. */
export class Speaker {
  #rules: Rule[];
  #narration: Rule[];
  #known = new Map<string, string>();

  constructor(
    private book: Book,
    private style: Style,
  ) {
    // The closer description wins: fixed ones, then one with a sentence inside, and last what begins with anything at all,
    // where more of its own words tell it apart.
    const open = (r: Rule) => {
      const nested = r.kinds.includes("said");
      if (!/^\^\(\.\+/.test(r.found.source)) return nested ? 1 : 0;
      return nested ? 2 : 3;
    };
    const closest = (list: Sentence[]) => list.map(compile).sort((a, b) => open(a) - open(b));
    this.#rules = closest(book.sentences);
    this.#narration = closest(book.narration);
  }

  #say(text: string, rules: Rule[], depth = 0): string {
    for (const rule of rules) {
      const parts = rule.found.exec(text)?.slice(1);
      if (!parts) continue;
      const filled = parts.map((part, i) => {
        if (rule.kinds[i] === "day") return dayOf(part, this.style);
        if (rule.kinds[i] === "n") return this.style.number(Number(part.replaceAll(",", "")));
        return rule.kinds[i] === "said" && depth < 4 ? this.#say(part, rules, depth + 1) : part;
      });
      let next = 0;
      return rule.said.replace(/\{(?:day|n|text|said)\}/g, () => filled[next++] ?? "");
    }
    return text;
  }

  /** A reason, a warning, a state in words. */
  sentence(text: string): string {
    if (text.length > 600) return text;
    let said = this.#known.get(text);
    if (said === undefined) {
      said = this.#say(text, this.#rules);
      if (this.#known.size > 5000) this.#known.clear();
      this.#known.set(text, said);
    }
    return said;
  }

  /** A sentence of the Broker: each of its figures with its noun. */
  narration(text: string): string {
    return text
      .split(/(, | \(|\))/)
      .map((part) => (/^(, | \(|\))?$/.test(part) ? part : this.#say(part, this.#narration)))
      .join("");
  }

  /** What a figure means, in the words of the version that the program used; English where those words are newer. */
  definition(key: string, version: number, english: string): string {
    return this.book.definitions[`${key}@${version}`] ?? this.sentence(english);
  }
}
