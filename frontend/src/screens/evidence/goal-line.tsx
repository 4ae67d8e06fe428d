import { Target } from "lucide-react";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { backend, type Evidence, supports } from "../../backend";
import { GoalBar, useGoal } from "../../components/metric/goal";
import { Button } from "../../components/ui/button";
import { TextInput } from "../../components/ui/field";
import { useAct } from "../../data";
import { useView } from "../../view";

/** Figures of which less is better, or that nobody aims for. */
const aimless = new Set([
  "follow_ups_due",
  "needs_your_reply",
  "auto_replies",
  "bounced",
  "delay_notices",
  "median_first_reply",
  "mc_unsubscribes",
  "mc_unsubscribes_lifetime",
  "sheet_health",
  "freshness",
  "records_synced",
  "quota_units",
  "coverage",
]);

/** What the campaign aims for with this figure: shown, set, changed, taken back. */
export function GoalLine({ evidence }: { evidence: Evidence }) {
  const { t } = useTranslation();
  const { campaignId, at, span } = useView();
  const goal = useGoal(evidence.key);
  const [editing, setEditing] = useState(false);
  const [text, setText] = useState("");
  const save = useAct(
    (value: number) => backend.setGoal(campaignId, evidence.key, value),
    () => setEditing(false),
  );
  if (
    at !== "" ||
    span !== "campaign" ||
    aimless.has(evidence.key) ||
    evidence.key.includes(":") ||
    !supports("SetGoal")
  )
    return null;
  const open = () => {
    setText(goal ? String(goal) : "");
    setEditing(true);
  };
  if (!editing) {
    return (
      <div className="flex items-center gap-3">
        <span className="min-w-0 flex-1">
          <GoalBar metric={evidence} />
        </span>
        <Button kind="quiet" className="ml-auto shrink-0" onClick={open}>
          <Target aria-hidden="true" />
          {t(goal ? "goal.change" : "goal.set")}
        </Button>
      </div>
    );
  }
  return (
    <form
      className="flex flex-wrap items-center gap-2"
      onSubmit={(e) => {
        e.preventDefault();
        const value = Number(text);
        if (value > 0) save.mutate(value);
      }}
    >
      <span aria-hidden="true" className="text-s text-muted">
        {t("goal.label")}
      </span>
      <TextInput
        type="number"
        min={0}
        max={evidence.unit === "%" ? 100 : undefined}
        step="any"
        autoFocus
        aria-label={t("goal.label")}
        className="num w-28!"
        value={text}
        onChange={(e) => setText(e.target.value)}
      />
      <Button kind="primary" type="submit" disabled={!(Number(text) > 0) || save.isPending}>
        {t("common.save")}
      </Button>
      {goal && <Button onClick={() => save.mutate(0)}>{t("goal.remove")}</Button>}
      <Button kind="quiet" onClick={() => setEditing(false)}>
        {t("common.cancel")}
      </Button>
    </form>
  );
}
