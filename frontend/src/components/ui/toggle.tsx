import { Switch } from "@base-ui/react/switch";
import { type ReactNode, useId } from "react";

interface ToggleProps {
  label: string;
  hint?: ReactNode;
  on: boolean;
  onChange: (on: boolean) => void;
  disabled?: boolean;
}

/** A switch with its words; on and off differ by place as well as by colour. */
export function Toggle({ label, hint, on, onChange, disabled }: ToggleProps) {
  const id = useId();
  return (
    <div className="flex items-center gap-3">
      <div className="min-w-0 flex-1">
        <span id={id}>{label}</span>
        {hint && <p className="text-xs text-faint">{hint}</p>}
      </div>
      <Switch.Root
        checked={on}
        onCheckedChange={onChange}
        disabled={disabled}
        aria-labelledby={id}
        className="relative flex h-6 w-11 shrink-0 rounded-full items-center border border-edge bg-raised transition-colors data-checked:border-accent data-checked:bg-accent data-disabled:opacity-60"
      >
        <Switch.Thumb className="block size-4 translate-x-[3px] rounded-full bg-muted transition-transform data-checked:translate-x-[23px] data-checked:bg-accent-ink" />
      </Switch.Root>
    </div>
  );
}
