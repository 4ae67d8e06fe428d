import { type ReactNode, useId } from "react";

interface ToggleProps {
  label: string;
  hint?: ReactNode;
  on: boolean;
  onChange: (on: boolean) => void;
  disabled?: boolean;
}

/** A switch with its words; on and off differ by place as well as by colour. Space and Enter both turn it. */
export function Toggle({ label, hint, on, onChange, disabled }: ToggleProps) {
  const id = useId();
  return (
    <div className="flex items-center gap-3">
      <div className="min-w-0 flex-1">
        <span id={id}>{label}</span>
        {hint && <p className="text-xs text-faint">{hint}</p>}
      </div>
      <input
        type="checkbox"
        role="switch"
        checked={on}
        aria-checked={on}
        onChange={(e) => onChange(e.target.checked)}
        onKeyDown={(e) => {
          if (e.key !== "Enter") return;
          e.preventDefault(); // it would send the form around it
          onChange(!on);
        }}
        disabled={disabled}
        aria-labelledby={id}
        className="relative h-6 w-11 shrink-0 appearance-none rounded-full border border-edge bg-raised transition-colors before:absolute before:top-[3px] before:left-[3px] before:size-4 before:rounded-full before:bg-muted before:transition-transform checked:border-accent checked:bg-accent checked:before:translate-x-5 checked:before:bg-accent-ink disabled:opacity-60"
      />
    </div>
  );
}
