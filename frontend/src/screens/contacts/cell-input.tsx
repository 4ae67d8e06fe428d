import { useRef, useState } from "react";
import { useTranslation } from "react-i18next";
import type { ContactField } from "../../backend";

interface CellInputProps {
  field: ContactField;
  value: string;
  /** What is offered while typing. */
  known: string[];
  onSave: (value: string) => void;
  onCancel: () => void;
}

/** A cell while it is edited: Enter keeps, Esc leaves it as it was; so does going elsewhere without a change. */
export function CellInput({ field, value, known, onSave, onCancel }: CellInputProps) {
  const { t } = useTranslation();
  const [text, setText] = useState(value);
  const ended = useRef(false); // the input also loses the focus by being taken away
  const end = (keep: boolean) => {
    if (ended.current) return;
    ended.current = true;
    if (keep && text.trim() !== value) onSave(text.trim());
    else onCancel();
  };
  return (
    <>
      <input
        // biome-ignore lint/a11y/noAutofocus: the person just asked for this input
        autoFocus
        type={field === "added" ? "date" : "text"}
        aria-label={t(`contacts.${field}`)}
        value={text}
        maxLength={500}
        list={known.length > 0 ? `known-${field}` : undefined}
        autoComplete="off"
        spellCheck={false}
        className="w-full min-w-0 rounded-s border border-accent bg-bg px-1.5 py-0.5 text-m"
        onFocus={(e) => e.target.select()}
        onChange={(e) => setText(e.target.value)}
        onBlur={() => end(true)}
        onKeyDown={(e) => {
          e.stopPropagation();
          if (e.nativeEvent.isComposing) return;
          if (e.key === "Enter" || e.key === "Tab") {
            e.preventDefault();
            end(true);
          } else if (e.key === "Escape") {
            e.preventDefault();
            end(false);
          }
        }}
      />
      {known.length > 0 && (
        <datalist id={`known-${field}`}>
          {known.map((k) => (
            <option key={k} value={k} />
          ))}
        </datalist>
      )}
    </>
  );
}
