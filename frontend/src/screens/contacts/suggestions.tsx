import { Sparkles } from "lucide-react";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { backend, type Suggestion } from "../../backend";
import { Button } from "../../components/ui/button";
import { Chip } from "../../components/ui/chip";
import { Dialog } from "../../components/ui/dialog";
import { useNotices } from "../../components/ui/notices";
import { useAct, useSuggestions } from "../../data";
import { useView } from "../../view";
import { useWords } from "../../words";
import { Why } from "../evidence/why";

const ORDER = ["REPLIED", "BOUNCED", "CONTACTED"];

/** What the mailbox says of people whose status lags behind: a line to act on, and the list behind it. */
export function Suggestions() {
  const { t } = useTranslation();
  const { campaignId } = useView();
  const { data } = useSuggestions(campaignId);
  const [open, setOpen] = useState(false);
  const all = data ?? [];
  if (all.length === 0) return null;
  const parts = ORDER.map((status) => ({ status, count: all.filter((s) => s.suggested === status).length }))
    .filter((p) => p.count > 0)
    .map((p) => t(`suggest.${p.status}`, { count: p.count }));
  return (
    <>
      <div className="flex flex-wrap items-center gap-x-3 gap-y-1.5 rounded-l border border-line bg-surface px-4 py-2">
        <Sparkles size={15} className="shrink-0 text-accent" aria-hidden="true" />
        <p className="min-w-0 flex-1 basis-60">{t("suggest.say", { parts: parts.join(", ") })}</p>
        <Button onClick={() => setOpen(true)}>{t("suggest.look")}</Button>
      </div>
      {open && <SuggestionsDialog all={all} onClose={() => setOpen(false)} />}
    </>
  );
}

function SuggestionsDialog({ all, onClose }: { all: Suggestion[]; onClose: () => void }) {
  const { t } = useTranslation();
  const words = useWords();
  const { campaignId } = useView();
  const { say } = useNotices();
  const [left, setLeft] = useState(new Set<string>());
  const chosen = all.filter((s) => !left.has(s.email)).map((s) => s.email);
  const apply = useAct(
    () => backend.applySuggestions(campaignId, chosen),
    (done) => {
      say(
        [
          t("suggest.applied", { count: done.applied }),
          done.pending && t("contacts.waits"),
          done.conflicts > 0 && t("suggest.conflicts", { count: done.conflicts }),
        ]
          .filter(Boolean)
          .join(" "),
      );
      onClose();
    },
  );
  const toggle = (email: string) =>
    setLeft((old) => {
      const next = new Set(old);
      if (!next.delete(email)) next.add(email);
      return next;
    });
  return (
    <Dialog open wide onClose={onClose} title={t("suggest.title")} about={t("suggest.says")}>
      <ul className="scroll-quiet max-h-[50vh] overflow-y-auto rounded-m border border-line-soft">
        {all.map((s) => (
          <li key={s.email} className="border-b border-line-soft last:border-0">
            <label className="grid cursor-pointer grid-cols-[auto_minmax(0,1fr)_auto] items-center gap-x-3 px-3 py-2 hover:bg-raised">
              <input type="checkbox" className="check" checked={!left.has(s.email)} onChange={() => toggle(s.email)} />
              <span className="min-w-0">
                <bdi className="block truncate font-[550]">{s.name || s.email}</bdi>
                <span className="block truncate text-xs text-faint">
                  <Why text={words.said(s.why)} />
                </span>
              </span>
              <span className="flex items-center gap-1.5">
                <span className="font-mono text-[0.65rem] text-faint line-through">
                  <bdi>{s.status || t("common.blank")}</bdi>
                </span>
                <Chip tone={s.suggested === "REPLIED" ? "good" : s.suggested === "BOUNCED" ? "bad" : "plain"}>
                  {s.suggested}
                </Chip>
              </span>
            </label>
          </li>
        ))}
      </ul>
      <div className="mt-4 flex justify-end gap-2">
        <Button onClick={onClose}>{t("common.cancel")}</Button>
        <Button
          kind="primary"
          disabled={chosen.length === 0 || apply.isPending}
          onClick={() => apply.mutate(undefined)}
        >
          {t("suggest.apply", { count: chosen.length })}
        </Button>
      </div>
    </Dialog>
  );
}
