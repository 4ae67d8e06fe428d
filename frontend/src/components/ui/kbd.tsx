import { useSingleKeys } from "../../keys";
import { cx } from "./cx";

/** A key, shown where it acts. Not read aloud: the button beside it says what it does. */
export function Kbd({ children, className, always }: { children: string; className?: string; always?: boolean }) {
  const [single] = useSingleKeys();
  if (!always && !single) return null;
  return (
    // biome-ignore lint/a11y/noAriaHiddenOnFocusable: a key cap takes no focus
    <kbd
      aria-hidden="true"
      className={cx(
        "rounded-s border border-b-2 border-line px-1 font-mono text-[0.65rem] leading-4 text-faint",
        className,
      )}
    >
      {children}
    </kbd>
  );
}
