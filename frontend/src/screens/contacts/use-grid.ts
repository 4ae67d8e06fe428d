import { type KeyboardEvent, useState } from "react";
import { type Field, fields } from "./contact-row";

export interface Place {
  row: number;
  field: Field;
  editing: boolean;
}

interface GridOptions {
  total: number;
  page: number;
  show: (row: number) => void;
  onOpen: (row: number) => void;
  /** Whether the cell can be changed here. */
  editable: (row: number, field: Field) => boolean;
}

/** Where the keyboard is in a grid of contacts: arrows move, Enter or F2 edits, Space opens the person. */
export function useGrid({ total, page, show, onOpen, editable }: GridOptions) {
  const [place, setPlace] = useState<Place | null>(null);
  const go = (row: number, field: Field, editing = false) => {
    const to = Math.max(0, Math.min(total - 1, row));
    setPlace({ row: to, field, editing: editing && editable(to, field) });
    show(to);
  };
  const press = (e: KeyboardEvent) => {
    if (total === 0 || e.altKey || e.nativeEvent.isComposing) return;
    const { row, field } = place ?? { row: -1, field: "name" as Field };
    const column = fields.indexOf(field);
    const beside = (step: number) => fields[Math.max(0, Math.min(fields.length - 1, column + step))] ?? field;
    const mod = e.ctrlKey || e.metaKey;
    const moves: Record<string, () => void> = {
      ArrowDown: () => go(row + 1, field),
      ArrowUp: () => go(row - 1, field),
      ArrowRight: () => go(row, beside(1)),
      ArrowLeft: () => go(row, beside(-1)),
      PageDown: () => go(row + page, field),
      PageUp: () => go(row - page, field),
      Home: () => go(mod ? 0 : row, mod ? field : "name"),
      End: () => go(mod ? total - 1 : row, mod ? field : "added"),
      Enter: () => (editable(row, field) && field !== "name" ? go(row, field, true) : onOpen(row)),
      F2: () => go(row, field, true),
      " ": () => onOpen(row),
    };
    const move = moves[e.key];
    if (!move || (mod && e.key !== "Home" && e.key !== "End")) return;
    e.preventDefault();
    move();
  };
  const stop = () => setPlace((p) => p && { ...p, editing: false });
  return { place, go, press, stop };
}
