import { useTranslation } from "react-i18next";
import { Button } from "../../components/ui/button";
import { cx } from "../../components/ui/cx";
import { Kbd } from "../../components/ui/kbd";

export type RowAct = "open" | "draft" | "outcome" | "snooze";

const acts: { act: RowAct; key: string }[] = [
  { act: "open", key: "G" },
  { act: "draft", key: "C" },
  { act: "outcome", key: "O" },
  { act: "snooze", key: "Z" },
];

interface RowActsProps {
  link: string;
  className?: string;
  onAct: (act: RowAct) => void;
}

/** What can be done with the current person, each with its key. */
export function RowActs({ link, className, onAct }: RowActsProps) {
  const { t } = useTranslation();
  return (
    <span className={cx("flex flex-wrap justify-end gap-1.5 max-[1180px]:justify-start", className)}>
      {acts.map(({ act, key }) => (
        <Button key={act} onClick={() => onAct(act)} disabled={act === "open" && !link}>
          {t(`followups.${act}`)} <Kbd of={key.toLowerCase()} />
        </Button>
      ))}
    </span>
  );
}
