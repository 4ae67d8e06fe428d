import { useRef } from "react";
import { useTranslation } from "react-i18next";
import { backend, type Followup, type Outcome, problemOf } from "../../backend";
import { useNotices } from "../../components/ui/notices";
import { useAct } from "../../data";
import { useView } from "../../view";

type Change = { people: Followup[]; outcome: Outcome } | { people: Followup[]; until: string };

/** What can be done with people of the list; the last of it can be undone. */
export function useWorklist() {
  const { t } = useTranslation();
  const { campaignId } = useView();
  const { say, trouble } = useNotices();
  const done = useRef<string[][]>([]);

  const takeBack = useAct(
    async () => {
      for (const token of done.current.pop() ?? []) await backend.undo(token);
    },
    () => say(t("common.undone")),
  );
  const undo = () => (done.current.length > 0 ? takeBack.mutate(undefined) : say(t("followups.nothingToUndo")));

  const change = useAct(
    async (c: Change) => {
      const tokens: string[] = [];
      try {
        for (const p of c.people) {
          const result =
            "until" in c
              ? await backend.snooze(p.campaignId ?? campaignId, p.email, c.until)
              : await backend.setOutcome(p.campaignId ?? campaignId, p.email, c.outcome);
          if (result?.undo) tokens.unshift(result.undo);
        }
      } finally {
        if (tokens.length > 0) done.current.push(tokens);
      }
    },
    (_, c) => {
      const who =
        c.people.length === 1 ? (c.people[0]?.email ?? "") : t("followups.people", { count: c.people.length });
      const text =
        "until" in c
          ? t("followups.snoozed", { who })
          : t("followups.marked", { who, outcome: t(`outcome.${c.outcome}`) });
      say(text, { label: t("common.undo"), run: undo });
    },
  );

  const open = (p: Followup) => {
    if (p.link) void backend.openLink(p.link).catch((reason) => trouble(problemOf(reason)));
  };
  const draft = async (p: Followup) => {
    const name = p.name.split(" ")[0] || t("draft.there");
    const text = t(p.group === "your_turn" ? "draft.answer" : "draft.chase", { name, subject: p.subject ?? "" });
    say((await backend.copyText(text)) ? t("draft.copied") : t("draft.notCopied"));
  };
  return { undo, open, draft: (p: Followup) => void draft(p), change: change.mutate };
}
