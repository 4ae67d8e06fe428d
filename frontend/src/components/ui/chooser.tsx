import { type ReactNode, useRef } from "react";
import { useKeys } from "../../keys";
import { Dialog } from "./dialog";
import { Kbd } from "./kbd";

interface ChooserProps<V extends string> {
  title: string;
  about?: ReactNode;
  options: { value: V; label: string; says?: string }[];
  onChoose: (value: V) => void;
  onClose: () => void;
  children?: ReactNode;
}

/** A short list to choose one thing from: arrows and Enter, the digit beside it, or the mouse. */
export function Chooser<V extends string>({ title, about, options, onChoose, onClose, children }: ChooserProps<V>) {
  const list = useRef<HTMLUListElement>(null);
  const step = (by: number) => {
    const buttons = [...(list.current?.querySelectorAll("button") ?? [])];
    const at = buttons.indexOf(document.activeElement as HTMLButtonElement);
    buttons[(at + by + buttons.length) % buttons.length]?.focus();
  };
  const digits = Object.fromEntries(options.map((o, i) => [String(i + 1), () => onChoose(o.value)]));
  useKeys(digits, { inDialog: true });
  return (
    <Dialog
      open
      onClose={onClose}
      title={title}
      about={about}
      focus={() => list.current?.querySelector("button") ?? null}
    >
      <ul
        ref={list}
        className="grid gap-1"
        onKeyDown={(e) => {
          if (e.key !== "ArrowDown" && e.key !== "ArrowUp") return;
          e.preventDefault();
          step(e.key === "ArrowDown" ? 1 : -1);
        }}
      >
        {options.map((o, i) => (
          <li key={o.value}>
            <button
              type="button"
              onClick={() => onChoose(o.value)}
              className="flex min-h-9 w-full items-center gap-3 rounded-m px-3 py-1.5 text-left hover:bg-raised focus-visible:bg-raised"
            >
              <span className="min-w-0 flex-1">
                {o.label}
                {o.says && <span className="block text-xs text-faint">{o.says}</span>}
              </span>
              <Kbd>{String(i + 1)}</Kbd>
            </button>
          </li>
        ))}
      </ul>
      {children}
    </Dialog>
  );
}
