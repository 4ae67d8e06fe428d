import { Search } from "lucide-react";
import { type ReactNode, useDeferredValue, useRef } from "react";
import { useTranslation } from "react-i18next";
import type { Contact, ContactStats } from "../../backend";
import { Button } from "../../components/ui/button";
import { Empty } from "../../components/ui/empty";
import { Choice, TextInput } from "../../components/ui/field";
import { Kbd } from "../../components/ui/kbd";
import { Trouble } from "../../components/ui/trouble";
import { useKeys } from "../../keys";
import { useView } from "../../view";
import { useWords } from "../../words";
import { ContactList } from "./contact-list";
import type { Field } from "./contact-row";
import { type Filter, useContactPages } from "./use-contact-pages";

export const everyone: Filter = { text: "", role: "", status: "", problem: "" };

interface FilterChoiceProps {
  label: string;
  value: string;
  counts: Record<string, number>;
  name?: (key: string) => string;
  onChange: (value: string) => void;
}

function FilterChoice({ label, value, counts, name = (key) => key, onChange }: FilterChoiceProps) {
  const { t } = useTranslation();
  const words = useWords();
  const all = Object.entries(counts).sort((a, b) => b[1] - a[1]);
  return (
    <Choice aria-label={label} value={value} onChange={(e) => onChange(e.target.value)} className="max-w-44">
      <option value="">{`${label}: ${t("common.all")}`}</option>
      {all.map(([key, count]) => (
        <option key={key} value={key}>
          {`${key === "(blank)" ? t("common.blank") : name(key)} (${words.number(count)})`}
        </option>
      ))}
    </Choice>
  );
}

interface PeopleProps {
  filter: Filter;
  setFilter: (change: Partial<Filter>) => void;
  stats: ContactStats | undefined;
  conflicting: Set<string>;
  known: (field: Field) => string[];
  /** What leads out of an empty list. */
  start: ReactNode;
  onOpen: (contact: Contact) => void;
}

/** The people of the sheet, found as fast as it is typed. */
export function People({ filter, setFilter, stats, conflicting, known, start, onOpen }: PeopleProps) {
  const { t } = useTranslation();
  const words = useWords();
  const { campaignId } = useView();
  const wanted = useDeferredValue(filter);
  const search = useRef<HTMLInputElement>(null);
  const { head, rowAt, total, problems, see } = useContactPages(campaignId, wanted);
  const filtered = Object.values(filter).some(Boolean);
  const set = (key: keyof Filter) => (value: string) => setFilter({ [key]: value });
  useKeys({ "/": () => search.current?.focus() });
  return (
    <>
      <div hidden={!filtered && total === 0} className="flex flex-wrap items-center gap-2 [&[hidden]]:hidden">
        <div className="relative min-w-48 flex-1">
          <Search size={13} aria-hidden="true" className="absolute top-1/2 left-2.5 -translate-y-1/2 text-faint" />
          <TextInput
            ref={search}
            type="search"
            aria-label={t("contacts.search")}
            placeholder={t("contacts.search")}
            value={filter.text}
            onChange={(e) => set("text")(e.target.value)}
            className="pl-8"
          />
        </div>
        <FilterChoice
          label={t("contacts.status")}
          value={filter.status}
          counts={stats?.byStatus ?? {}}
          onChange={set("status")}
        />
        <FilterChoice
          label={t("contacts.role")}
          value={filter.role}
          counts={stats?.byRole ?? {}}
          onChange={set("role")}
        />
        {Object.keys(problems).length > 0 && (
          <FilterChoice
            label={t("contacts.problems")}
            value={filter.problem}
            counts={problems}
            name={(key) => t(`problem.${key}`, { defaultValue: key })}
            onChange={set("problem")}
          />
        )}
        <span role="status" className="num text-s text-faint empty:-ml-2">
          {filtered && head.data && t("contacts.found", { count: total, shown: words.number(total) })}
        </span>
      </div>
      {head.error && <Trouble problem={head.error} onRetry={() => void head.refetch()} />}
      {!head.data && !head.error && <div className="skeleton h-80" />}
      {head.data && total === 0 && (
        <Empty
          title={filtered ? t("contacts.noMatch") : t("contacts.none")}
          action={filtered ? <Button onClick={() => setFilter(everyone)}>{t("contacts.clear")}</Button> : start}
        >
          {filtered ? t("contacts.noMatchSays") : t("contacts.noneSays")}
        </Empty>
      )}
      {total > 0 && (
        <>
          <ContactList
            total={total}
            rowAt={rowAt}
            onRange={see}
            conflicting={conflicting}
            known={known}
            onOpen={onOpen}
          />
          <p className="flex flex-wrap gap-x-4 gap-y-1 text-xs text-faint max-[760px]:hidden">
            <span>
              <Kbd always>↑ ↓ ← →</Kbd> {t("contacts.keyMove")}
            </span>
            <span>
              <Kbd always>F2</Kbd> {t("contacts.keyEdit")}
            </span>
            <span>
              <Kbd always>{t("contacts.space")}</Kbd> {t("contacts.keyOpen")}
            </span>
          </p>
        </>
      )}
    </>
  );
}
