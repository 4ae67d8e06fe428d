import { useSingleKeys } from "../../keys";
import { capOf, keyOf, shortcuts, useBindings } from "../../shortcuts";
import { cx } from "./cx";

interface KbdProps {
  /** A key cap, or with `of` ignored for the one that is bound to that key's work. */
  children?: string;
  /** The key that the code knows ("g", "mod+k"): what is shown is the person's own choice for it. */
  of?: string;
  className?: string;
  always?: boolean;
}

/** A key, shown where it acts. Not read aloud: the button beside it says what it does. */
export function Kbd({ children, of, className, always }: KbdProps) {
  const [single] = useSingleKeys();
  const keys = useBindings();
  const shortcut = of ? shortcuts.find((s) => s.key === of) : undefined;
  const mod = navigator.platform.startsWith("Mac") ? "⌘" : "Ctrl ";
  const cap = shortcut ? capOf(keyOf(shortcut, keys), mod) : children;
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
      {cap}
    </kbd>
  );
}
