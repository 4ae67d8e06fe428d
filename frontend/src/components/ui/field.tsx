import {
  cloneElement,
  type InputHTMLAttributes,
  type ReactElement,
  type ReactNode,
  type Ref,
  type SelectHTMLAttributes,
  useId,
} from "react";
import { cx } from "./cx";

const box =
  "rounded-m border border-edge bg-bg px-2.5 py-1.5 text-m disabled:opacity-60 aria-[invalid=true]:border-bad min-h-[34px]";

interface TextInputProps extends InputHTMLAttributes<HTMLInputElement> {
  ref?: Ref<HTMLInputElement>;
}

export function TextInput({ className, ...rest }: TextInputProps) {
  return <input type="text" spellCheck={false} autoComplete="off" className={cx(box, "w-full", className)} {...rest} />;
}

export function Choice({ className, ...rest }: SelectHTMLAttributes<HTMLSelectElement>) {
  return <select className={cx(box, "choice", className)} {...rest} />;
}

interface FieldProps {
  label: string;
  hint?: ReactNode;
  problem?: string;
  children: ReactElement<{ id?: string; "aria-describedby"?: string; "aria-invalid"?: boolean }>;
}

/** A labelled input with its hint, or what is wrong with it. */
export function Field({ label, hint, problem, children }: FieldProps) {
  const id = useId();
  const said = problem || hint;
  return (
    <div className="grid min-w-0 content-start gap-1">
      <label htmlFor={id} className="text-s font-medium">
        {label}
      </label>
      {cloneElement(children, {
        id,
        "aria-describedby": said ? `${id}-says` : undefined,
        "aria-invalid": problem ? true : undefined,
      })}
      {said && (
        <p id={`${id}-says`} className={cx("text-xs", problem ? "text-bad" : "text-faint")}>
          {said}
        </p>
      )}
    </div>
  );
}
