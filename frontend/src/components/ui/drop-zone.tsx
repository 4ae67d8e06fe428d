import { FileDown } from "lucide-react";
import { type DragEvent, type ReactNode, useState } from "react";
import { cx } from "./cx";

interface DropZoneProps {
  label: string;
  hint: ReactNode;
  onFiles: (files: File[]) => void;
  /** The way for those who do not drag. */
  children: ReactNode;
}

/** A place that files are dropped on; it says so by its words and its frame, not by colour alone. */
export function DropZone({ label, hint, onFiles, children }: DropZoneProps) {
  const [over, setOver] = useState(false);
  const hover = (event: DragEvent) => {
    event.preventDefault();
    setOver(true);
  };
  return (
    <section
      aria-label={label}
      onDragEnter={hover}
      onDragOver={hover}
      onDragLeave={(e) => {
        if (!e.currentTarget.contains(e.relatedTarget as Node | null)) setOver(false);
      }}
      onDrop={(e) => {
        e.preventDefault();
        setOver(false);
        onFiles([...e.dataTransfer.files]);
      }}
      className={cx(
        "grid place-items-center gap-2 rounded-l border-2 border-dashed px-6 py-8 text-center",
        over ? "border-accent bg-raised" : "border-line",
      )}
    >
      <FileDown size={22} aria-hidden="true" className={over ? "text-accent" : "text-faint"} />
      <p className="text-l font-semibold">{label}</p>
      <p className="max-w-lg text-muted">{hint}</p>
      <div className="mt-1">{children}</div>
    </section>
  );
}
