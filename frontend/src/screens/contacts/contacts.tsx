import { Plus, Search } from "lucide-react";
import { useDeferredValue, useMemo, useState } from "react";
import { useTranslation } from "react-i18next";
import { type Contact, supports } from "../../backend";
import { Button } from "../../components/ui/button";
import { Empty } from "../../components/ui/empty";
import { Choice, TextInput } from "../../components/ui/field";
import { Page } from "../../components/ui/page";
import { Trouble } from "../../components/ui/trouble";
import { useConflicts, useContactStats } from "../../data";
import { useView } from "../../view";
import { useWords } from "../../words";
import { AddDialog } from "./add-dialog";
import { ContactDrawer } from "./contact-drawer";
import { ContactList } from "./contact-list";
import { type Filter, useContactPages } from "./use-contact-pages";

const everyone: Filter = { text: "", role: "", status: "", problem: "" };

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

/** Everybody in the sheet: found as fast as it is typed, changed through the outbox. */
export function Contacts() {
  const { t } = useTranslation();
  const words = useWords();
  const { campaignId } = useView();
  const [filter, setFilter] = useState(everyone);
  const wanted = useDeferredValue(filter);
  const [[from, to], setRange] = useState([0, 0]);
  const [open, setOpen] = useState<Contact | null>(null);
  const [adding, setAdding] = useState(false);
  const { head, rowAt, total, problems } = useContactPages(campaignId, wanted, from, to);
  const { data: stats } = useContactStats(campaignId);
  const { data: conflicts } = useConflicts(campaignId);
  const conflicting = useMemo(() => new Set((conflicts ?? []).map((c) => c.email)), [conflicts]);
  const set = (key: keyof Filter) => (value: string) => setFilter((f) => ({ ...f, [key]: value }));
  const filtered = Object.values(filter).some(Boolean);
  const add = supports("AddContacts") && (
    <Button kind="primary" onClick={() => setAdding(true)}>
      <Plus aria-hidden="true" />
      {t("contacts.add")}
    </Button>
  );
  const say = stats && [
    stats.total === null
      ? (stats.unknownReason ?? "")
      : t("contacts.total", { count: stats.total, shown: words.number(stats.total) }),
    stats.addedThisWeek !== null && t("contacts.week", { count: stats.addedThisWeek }),
  ];
  return (
    <Page fill title={t("nav.contacts")} say={say ? say.filter(Boolean).join(", ") : undefined} side={add}>
      <div className="flex flex-wrap items-center gap-2">
        <div className="relative min-w-48 flex-1">
          <Search size={13} aria-hidden="true" className="absolute top-1/2 left-2.5 -translate-y-1/2 text-faint" />
          <TextInput
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
        <span role="status" className="num text-s text-faint">
          {filtered && head.data && t("contacts.found", { count: total, shown: words.number(total) })}
        </span>
      </div>
      {head.error && <Trouble problem={head.error} onRetry={() => void head.refetch()} />}
      {!head.data && !head.error && <div className="skeleton h-80" />}
      {head.data && total === 0 && (
        <Empty
          title={filtered ? t("contacts.noMatch") : t("contacts.none")}
          action={filtered ? <Button onClick={() => setFilter(everyone)}>{t("contacts.clear")}</Button> : add}
        >
          {filtered ? t("contacts.noMatchSays") : t("contacts.noneSays")}
        </Empty>
      )}
      {total > 0 && (
        <ContactList
          total={total}
          rowAt={rowAt}
          onRange={(a, b) => (a !== from || b !== to) && setRange([a, b])}
          conflicting={conflicting}
          onOpen={setOpen}
        />
      )}
      <ContactDrawer
        contact={open}
        statuses={Object.keys(stats?.byStatus ?? {}).filter((s) => s !== "(blank)")}
        onClose={() => setOpen(null)}
      />
      {adding && <AddDialog onClose={() => setAdding(false)} />}
    </Page>
  );
}
