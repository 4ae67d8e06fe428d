import { Fragment } from "react";

/** A header that decided stands at the front ("Auto-Submitted: auto-replied") or between backticks. */
const HEADER = /^((?:[A-Z][A-Za-z]*-)*[A-Z][A-Za-z-]*: [^\s,·;()]+)/;

/** The rule that decided, with mail headers set as code. */
export function Why({ text }: { text: string }) {
  const marked = text.includes("`") ? text : text.replace(HEADER, "`$1`");
  return marked.split("`").map((part, i) =>
    i % 2 === 1 ? (
      // biome-ignore lint/suspicious/noArrayIndexKey: the parts of one sentence have no other name
      <code key={i} className="font-mono text-[0.95em] text-muted">
        {part}
      </code>
    ) : (
      // biome-ignore lint/suspicious/noArrayIndexKey: the parts of one sentence have no other name
      <Fragment key={i}>{part}</Fragment>
    ),
  );
}
