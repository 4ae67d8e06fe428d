import type { ReactElement, ReactNode } from "react";
import { useTranslation } from "react-i18next";
import type { Problem } from "../../../backend";
import { Button } from "../../../components/ui/button";
import { Field } from "../../../components/ui/field";
import { useWords } from "../../../words";

interface OfferFieldProps {
  label: string;
  hint: ReactNode;
  /** The list is being asked for, or could not be had. */
  loading: boolean;
  problem: Problem | null;
  /** Asks for the list; absent where it is there already or cannot be had. */
  onChoose?: () => void;
  children: ReactElement<{ id?: string }>;
}

/** A part of the rule that can be typed, or chosen from what the source has. */
export function OfferField({ label, hint, loading, problem, onChoose, children }: OfferFieldProps) {
  const { t } = useTranslation();
  const words = useWords();
  return (
    <div className="flex flex-wrap items-start gap-2">
      <div className="min-w-48 flex-1">
        <Field label={label} hint={hint} problem={words.said(problem?.message)}>
          {children}
        </Field>
      </div>
      {onChoose && (
        <Button className="mt-[22px]" onClick={onChoose} disabled={loading}>
          {loading ? t("offers.loading") : t("offers.show")} <span className="sr-only">{label}</span>
        </Button>
      )}
    </div>
  );
}
