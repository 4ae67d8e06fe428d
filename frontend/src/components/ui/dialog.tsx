import { Dialog as Base } from "@base-ui/react/dialog";
import { X } from "lucide-react";
import type { ReactNode } from "react";
import { useTranslation } from "react-i18next";
import { cx } from "./cx";

interface DialogProps {
  open: boolean;
  onClose: () => void;
  title: string;
  about?: ReactNode;
  wide?: boolean;
  /** What takes the focus first; the cross unless told. */
  focus?: () => HTMLElement | null;
  children: ReactNode;
}

/** A dialog in the middle of the window; Esc and the cross close it, focus comes back to where it was. */
export function Dialog({ open, onClose, title, about, wide, focus, children }: DialogProps) {
  const { t } = useTranslation();
  return (
    <Base.Root open={open} onOpenChange={(next) => !next && onClose()}>
      <Base.Portal>
        <Base.Backdrop className="fixed inset-0 z-30 bg-shade transition-opacity data-ending-style:opacity-0 data-starting-style:opacity-0" />
        <Base.Popup
          initialFocus={focus && (() => focus() ?? true)}
          className={cx(
            "scroll-quiet fixed inset-0 z-40 m-auto h-fit max-h-[90vh] w-[min(94vw,var(--w))] overflow-y-auto",
            "rounded-l border border-line bg-surface p-5 shadow-pop transition-opacity data-ending-style:opacity-0 data-starting-style:opacity-0",
            wide ? "[--w:760px]" : "[--w:520px]",
          )}
        >
          <div className="mb-1 flex items-start gap-3">
            <Base.Title className="text-l font-semibold tracking-[-0.01em]">{title}</Base.Title>
            <Base.Close
              aria-label={t("common.close")}
              className="hit ml-auto grid place-items-center rounded-m text-muted hover:bg-raised hover:text-text"
            >
              <X size={16} aria-hidden="true" />
            </Base.Close>
          </div>
          {about && <Base.Description className="mb-4 text-muted">{about}</Base.Description>}
          {children}
        </Base.Popup>
      </Base.Portal>
    </Base.Root>
  );
}
