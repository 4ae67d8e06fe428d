import { Search } from "lucide-react";
import { useDeferredValue, useMemo, useState } from "react";
import { useTranslation } from "react-i18next";
import { backend, type Row } from "../../backend";
import { TextInput } from "../../components/ui/field";
import { useNotices } from "../../components/ui/notices";
import { toCSV } from "../../csv";
import { RowActions } from "./row-actions";
import { RowList } from "./row-list";

interface RowsPanelProps {
  name: string;
  label: string;
  rows: Row[];
  none: string;
}

/** Rows with a search over them, and what can be done with the chosen one. */
export function RowsPanel({ name, label, rows, none }: RowsPanelProps) {
  const { t } = useTranslation();
  const { say, trouble } = useNotices();
  const [text, setText] = useState("");
  const [chosen, setChosen] = useState(0);
  const wanted = useDeferredValue(text.trim().toLowerCase());
  const found = useMemo(
    () =>
      wanted
        ? rows.filter((r) => `${r.who} ${r.contact ?? ""} ${r.what} ${r.why} ${r.state}`.toLowerCase().includes(wanted))
        : rows,
    [rows, wanted],
  );
  const selected = Math.min(chosen, Math.max(0, found.length - 1));
  const row = found[selected];
  const save = async () => {
    const head = ["id", "at", "who", "contact", "what", "state", "why", "link"];
    const body = found.map((r) => [r.id, r.at, r.who, r.contact ?? "", r.what, r.state, r.why, r.link ?? ""]);
    try {
      if (await backend.saveText(`${name}.csv`, toCSV(head, body))) say(t("drawer.exported", { count: found.length }));
    } catch (problem) {
      trouble(problem as never);
    }
  };
  return (
    <>
      {rows.length > 0 && (
        <div className="relative">
          <Search size={13} aria-hidden="true" className="absolute top-1/2 left-2.5 -translate-y-1/2 text-faint" />
          <TextInput
            type="search"
            aria-label={t("drawer.search", { label })}
            placeholder={t("common.search")}
            value={text}
            onChange={(e) => {
              setText(e.target.value);
              setChosen(0);
            }}
            className="pl-8"
          />
          <span role="status" className="sr-only">
            {wanted && t("drawer.found", { count: found.length })}
          </span>
        </div>
      )}
      {found.length === 0 ? (
        <p className="flex-1 py-6 text-center text-muted">
          {rows.length === 0 ? none : t("drawer.noMatch", { text: text })}
        </p>
      ) : (
        <RowList
          label={label}
          rows={found}
          selected={selected}
          onSelect={setChosen}
          onOpen={() => row?.link && void backend.openLink(row.link).catch(trouble)}
        />
      )}
      {rows.length > 0 && <RowActions row={row} onExport={() => void save()} />}
    </>
  );
}
