import { useVirtualizer } from "@tanstack/react-virtual";
import { useRef } from "react";
import { useTranslation } from "react-i18next";
import type { Contact } from "../../backend";
import { cx } from "../../components/ui/cx";
import { ContactRow, columns } from "./contact-row";

interface ContactListProps {
  total: number;
  rowAt: (index: number) => Contact | undefined;
  onRange: (from: number, to: number) => void;
  conflicting: Set<string>;
  onOpen: (contact: Contact) => void;
}

const names = ["name", "email", "role", "status", "added"];

/** The sheet's rows, of which only those in view are drawn and asked for. */
export function ContactList({ total, rowAt, onRange, conflicting, onOpen }: ContactListProps) {
  const { t } = useTranslation();
  const box = useRef<HTMLDivElement>(null);
  const list = useVirtualizer({
    count: total,
    getScrollElement: () => box.current,
    estimateSize: () => 40,
    overscan: 12,
    initialRect: { width: 1000, height: 800 },
    onChange: (v) => {
      const range = v.range;
      if (range) onRange(range.startIndex, range.endIndex);
    },
  });
  return (
    <div
      ref={box}
      className="scroll-quiet min-h-0 flex-1 overflow-y-auto rounded-l border border-line-soft bg-surface"
      tabIndex={0}
      role="region"
      aria-label={t("contacts.rows")}
    >
      <div role="table" aria-label={t("nav.contacts")} aria-rowcount={total + 1}>
        <div
          role="row"
          aria-rowindex={1}
          className={cx(columns, "sticky top-0 z-10 border-b border-line bg-surface py-2 text-xs text-muted")}
        >
          {names.map((n) => (
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
          {list.getVirtualItems().map((v) => {
            const contact = rowAt(v.index);
            return (
              <div
                key={v.key}
                role="row"
                aria-rowindex={v.index + 2}
                className={cx(columns, "absolute inset-x-0 top-0 h-10 border-b border-line-soft hover:bg-raised")}
                style={{ transform: `translateY(${v.start}px)` }}
              >
                <ContactRow
                  contact={contact}
                  conflict={contact ? conflicting.has(contact.email) : false}
                  onOpen={() => contact && onOpen(contact)}
                />
              </div>
            );
          })}
        </div>
      </div>
    </div>
  );
}
