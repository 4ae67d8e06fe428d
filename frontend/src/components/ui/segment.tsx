import { cx } from "./cx";

interface SegmentProps<V extends string> {
  label: string;
  value: V;
  options: { value: V; label: string }[];
  onChange: (value: V) => void;
}

/** A choice of a few, all in view: radio buttons in one frame. */
export function Segment<V extends string>({ label, value, options, onChange }: SegmentProps<V>) {
  return (
    <fieldset className="flex w-fit shrink-0 overflow-hidden rounded-m border border-line">
      <legend className="sr-only">{label}</legend>
      {options.map((o) => (
        <label
          key={o.value}
          className={cx(
            "hit relative flex items-center px-[11px] py-1 text-s has-[:focus-visible]:outline-2 has-[:focus-visible]:-outline-offset-2 has-[:focus-visible]:outline-focus",
            o.value === value
              ? "bg-raised font-medium text-text shadow-[inset_0_-2px_0_var(--color-accent)]"
              : "text-muted hover:text-text",
          )}
        >
          <input
            type="radio"
            className="absolute inset-0 opacity-0"
            name={label}
            value={o.value}
            checked={o.value === value}
            onChange={() => onChange(o.value)}
          />
          <span className="max-w-72 truncate">{o.label}</span>
        </label>
      ))}
    </fieldset>
  );
}
