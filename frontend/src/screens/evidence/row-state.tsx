import type { TFunction } from "i18next";
import { Chip, type Tone } from "../../components/ui/chip";

const tones: Record<string, Tone> = {
  human_reply: "good",
  auto_reply: "warn",
  delay_notice: "warn",
  bounce: "bad",
  read_receipt: "info",
};

/** What a row was taken for, as a word in a chip. */
export function RowState({ state, t }: { state: string; t: TFunction }) {
  if (!state) return null;
  return (
    <Chip tone={tones[state]} className="max-w-36 justify-self-end">
      <bdi className="truncate">{t(`rowState.${state}`, { defaultValue: state })}</bdi>
    </Chip>
  );
}
