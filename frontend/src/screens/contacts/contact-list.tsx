import { useVirtualizer } from "@tanstack/react-virtual";
import { useId, useRef, useState } from "react";
import { useTranslation } from "react-i18next";
import { type Contact, supports } from "../../backend";
import { cx } from "../../components/ui/cx";
import { ContactRow, columns, type Field, fields, ROW, type RowActions } from "./contact-row";
import { useChange } from "./use-change";
import { useGrid } from "./use-grid";

interface ContactListProps {
  total: number;
  rowAt: (index: number) => Contact | undefined;
  onRange: (from: number, to: number) => void;
  conflicting: Set<string>;
  known: (field: Field) => string[];
  onOpen: (contact: Contact) => void;
}

/** How tall the line with the columns' names is, in pixels; it stays above the rows. */
const HEAD = 32;

/** The sheet's rows, of which only those in view are drawn and asked for, edited where they stand. */
export function ContactList({ total, rowAt, onRange, conflicting, known, onOpen }: ContactListProps) {
  const { t } = useTranslation();
  const id = useId();
  const box = useRef<HTMLDivElement>(null);
  const list = useVirtualizer({
    count: total,
    getScrollElement: () => box.current,
    estimateSize: () => ROW,
    overscan: 6,
    initialRect: { width: 1000, height: 800 },
    onChange: (v) => {
      const range = v.range;
      if (range) onRange(range.startIndex, range.endIndex);
    },
  });
  const drawn = list.getVirtualItems();
  // Rows are all of one height: where one stands needs no look at the page.
  const show = (row: number) => {
    const e = box.current;
    if (!e) return;
    const above = row * ROW;
    const below = above + ROW + HEAD - e.clientHeight;
    if (above < e.scrollTop) e.scrollTop = above;
    else if (below > e.scrollTop) e.scrollTop = below;
  };
  const open = (row: number) => {
    const contact = rowAt(row);
    if (contact) onOpen(contact);
  };
  const grid = useGrid({
    total,
    page: Math.max(1, Math.floor((list.scrollRect?.height ?? 400) / ROW) - 1),
    show,
    onOpen: open,
    editable: (row, field) => field !== "email" && Boolean(rowAt(row)?.email) && supports("SetContact"),
  });
  const focus = () => box.current?.focus({ preventScroll: true });
  const change = useChange();
  const at = grid.place;
  const end = () => {
    grid.stop();
    focus();
  };
  const latest = useRef<RowActions>(null);
  latest.current = {
    at: (row, field) => at?.editing || grid.go(row, field),
    edit: (row, field) => grid.go(row, field, true),
    open,
    save: (row, field, value) => {
      end();
      const contact = rowAt(row);
      if (contact) change.mutate({ email: contact.email, field, value });
    },
    cancel: end,
  };
  const [actions] = useState<RowActions>(() => ({
    at: (...a) => latest.current?.at(...a),
    edit: (...a) => latest.current?.edit(...a),
    open: (...a) => latest.current?.open(...a),
    save: (...a) => latest.current?.save(...a),
    cancel: () => latest.current?.cancel(),
  }));
  return (
    <div
      ref={box}
      className="scroll-quiet min-h-0 flex-1 overflow-y-auto rounded-l [contain:strict] border border-line-soft bg-surface"
      tabIndex={0}
      role="grid"
      aria-label={t("nav.contacts")}
      aria-rowcount={total + 1}
      aria-colcount={fields.length}
      aria-activedescendant={
        at && !at.editing && drawn.some((v) => v.index === at.row) ? `${id}${at.row}-${at.field}` : undefined
      }
      onKeyDown={grid.press}
    >
      <div
        role="row"
        aria-rowindex={1}
        className={cx(columns, "sticky top-0 z-10 h-8 border-b border-line bg-surface text-xs text-muted")}
      >
        {fields.map((n) => (
          <span
            key={n}
            role="columnheader"
            className={cx(n === "added" && "text-right", n !== "name" && n !== "status" && "max-[860px]:hidden")}
          >
            {t(`contacts.${n}`)}
          </span>
        ))}
      </div>
      <div role="rowgroup" className="relative" style={{ height: list.getTotalSize() }}>
        {drawn.map((v) => {
          const contact = rowAt(v.index);
          const here = at?.row === v.index ? at : null;
          return (
            <ContactRow
              key={v.key}
              row={v.index}
              contact={contact}
              conflict={contact ? conflicting.has(contact.email) : false}
              id={`${id}${v.index}`}
              at={here?.field ?? null}
              editing={here?.editing ?? false}
              known={known}
              actions={actions}
              t={t}
            />
          );
        })}
      </div>
    </div>
  );
}
