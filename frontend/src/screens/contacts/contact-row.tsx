import type { TFunction } from "i18next";
import { CircleAlert, Clock, GitCompareArrows } from "lucide-react";
import { memo, type ReactNode } from "react";
import type { Contact, ContactField } from "../../backend";
import { Chip } from "../../components/ui/chip";
import { cx } from "../../components/ui/cx";
import { CellInput } from "./cell-input";

export const columns =
  "grid grid-cols-[minmax(130px,1.2fr)_minmax(150px,1.5fr)_minmax(76px,0.7fr)_minmax(84px,0.8fr)_minmax(150px,1fr)_84px] items-center gap-x-3 px-3 max-[860px]:grid-cols-[minmax(0,1fr)_auto]";

/** The columns in their order; the address is what a contact is known by, and is changed in the sheet. */
export const fields = ["name", "email", "role", "outlet", "status", "added"] as const;
export type Field = (typeof fields)[number];

/** How tall a row is, in pixels. */
export const ROW = 40;

/** What a contact says in a column. */
export function textOf(c: Contact, field: Field): string {
  return (field === "added" ? c.addedDate : c[field]) ?? "";
}

/** What a row asks the list for; it stays the same, so that a row is drawn again for itself alone. */
export interface RowActions {
  at: (row: number, field: Field) => void;
  edit: (row: number, field: Field) => void;
  open: (row: number) => void;
  save: (row: number, field: ContactField, value: string) => void;
  cancel: () => void;
}

interface ContactRowProps {
  row: number;
  contact: Contact | undefined;
  conflict: boolean;
  /** Names the cells, for the one that the keyboard is on. */
  id: string;
  at: Field | null;
  editing: boolean;
  known: (field: Field) => string[];
  actions: RowActions;
  t: TFunction;
}

function Mark({ icon, words }: { icon: ReactNode; words: string }) {
  return (
    <span title={words} className="shrink-0 text-info [&_svg]:size-[13px]">
      {icon}
      <span className="sr-only">{words}</span>
    </span>
  );
}

/**
 * One contact as a row; what is wrong or under way is a mark with a word. Drawn once, however the list around it scrolls: nothing in
 * it moves anything outside, and it asks for nothing of its own.
 */
export const ContactRow = memo(function ContactRow(props: ContactRowProps) {
  const { row, contact: c, at } = props;
  return (
    <div
      role="row"
      aria-rowindex={row + 2}
      className={cx(
        columns,
        "absolute inset-x-0 h-10 border-b border-line-soft [contain:strict] hover:bg-raised",
        at && "bg-raised",
      )}
      style={{ top: row * ROW }}
    >
      {c ? <Cells {...props} contact={c} /> : <div role="gridcell" className="col-span-full h-4 rounded-s bg-raised" />}
    </div>
  );
});

/** One line of text of anybody's, which turns no direction but its own: as in a bdi, without an element more in each cell. */
const line = "truncate text-left leading-8 [unicode-bidi:plaintext]";

function Cells({
  row,
  contact: c,
  conflict,
  id,
  at,
  editing,
  known,
  actions,
  t,
}: ContactRowProps & { contact: Contact }) {
  const cell = (field: Field, content: ReactNode, className: string, title?: string) => {
    const here = at === field;
    const input = here && editing && field !== "email";
    return (
      // biome-ignore lint/a11y/useKeyWithClickEvents: the grid itself listens to keys
      <div
        role="gridcell"
        id={`${id}-${field}`}
        aria-selected={here}
        title={title}
        className={cx(
          "-mx-1 h-8 min-w-0 rounded-s px-1",
          input ? "flex items-center" : className,
          here && !input && "outline-2 -outline-offset-2 outline-focus",
          field !== "name" && field !== "status" && "max-[860px]:hidden",
        )}
        onClick={() => actions.at(row, field)}
        onDoubleClick={() => actions.edit(row, field)}
      >
        {input ? (
          <CellInput
            field={field}
            value={textOf(c, field)}
            known={known(field)}
            onSave={(value) => actions.save(row, field, value)}
            onCancel={actions.cancel}
          />
        ) : (
          content
        )}
      </div>
    );
  };
  return (
    <>
      {cell(
        "name",
        <button
          type="button"
          tabIndex={-1}
          onClick={() => actions.open(row)}
          className={cx("block max-w-full rounded-s font-[550] hover:underline", line)}
        >
          {c.name || c.email || t("contacts.noName")}
        </button>,
        "",
      )}
      {cell("email", c.email, cx("text-muted", line), c.email)}
      {cell("role", c.role, cx("text-muted", line), c.role)}
      {cell("outlet", c.outlet, cx("text-muted", line), c.outlet)}
      {cell(
        "status",
        <>
          {c.status && (
            <Chip>
              <bdi className="max-w-28 truncate" title={c.statusDate ? `${c.status} · ${c.statusDate}` : c.status}>
                {c.status}
              </bdi>
            </Chip>
          )}
          {c.pending && <Mark icon={<Clock aria-hidden="true" />} words={t("contacts.pending")} />}
          {conflict && <Mark icon={<GitCompareArrows aria-hidden="true" />} words={t("contacts.conflict")} />}
          {c.problem && (
            <span className="inline-flex min-w-0 items-center gap-1 text-xs text-warn" title={c.why}>
              <CircleAlert size={12} className="shrink-0" aria-hidden="true" />
              <span className="truncate">{t(`problem.${c.problem}`, { defaultValue: c.problem })}</span>
            </span>
          )}
        </>,
        "flex items-center gap-1.5",
      )}
      {cell("added", c.addedDate, "num text-right text-xs leading-8 text-faint")}
    </>
  );
}
