import type { ReactNode } from "react";
import { cx } from "./cx";

export type Tone = "plain" | "good" | "warn" | "bad" | "info";

const tones: Record<Tone, string> = {
  plain: "border-line text-muted",
  good: "border-good/40 text-good",
  warn: "border-warn/40 text-warn",
  bad: "border-bad/50 text-bad",
  info: "border-info/40 text-info",
};

export function Chip({
  tone = "plain",
  children,
  className,
}: {
  tone?: Tone;
  children: ReactNode;
  className?: string;
}) {
  return (
    <span
      className={cx(
        "inline-flex items-center gap-1 rounded-full border px-2 py-px font-mono text-[0.65rem] font-medium whitespace-nowrap",
        tones[tone],
        className,
      )}
    >
      {children}
    </span>
  );
}
