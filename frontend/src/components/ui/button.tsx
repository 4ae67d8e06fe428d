import type { ButtonHTMLAttributes, Ref } from "react";
import { cx } from "./cx";

type Kind = "plain" | "primary" | "quiet" | "danger";

const looks: Record<Kind, string> = {
  plain: "border-line bg-raised text-text hover:border-edge",
  primary: "border-transparent bg-accent font-semibold text-accent-ink hover:brightness-110",
  quiet: "border-transparent bg-transparent text-muted hover:bg-raised hover:text-text",
  danger: "border-bad/50 bg-transparent text-bad hover:bg-bad/10",
};

export interface ButtonProps extends ButtonHTMLAttributes<HTMLButtonElement> {
  kind?: Kind;
  ref?: Ref<HTMLButtonElement>;
}

export function Button({ kind = "plain", className, type = "button", ...rest }: ButtonProps) {
  return (
    <button
      type={type}
      className={cx(
        "hit inline-flex items-center justify-center gap-[7px] rounded-m border px-[11px] py-[5px] text-s font-medium",
        "whitespace-nowrap transition-[background-color,border-color,filter] disabled:opacity-60 [&_svg]:size-3.5 [&_svg]:shrink-0",
        looks[kind],
        className,
      )}
      {...rest}
    />
  );
}
