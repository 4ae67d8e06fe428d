import { Dialog } from "@base-ui/react/dialog";
import type { ReactNode } from "react";
import { useTranslation } from "react-i18next";
import { Kbd } from "./kbd";

interface DrawerProps {
  open: boolean;
  onClose: () => void;
  title: ReactNode;
  mark?: ReactNode;
  children: ReactNode;
}

/** A panel over the right side of the window. Esc closes it; the page behind stays in use, so another figure can be chosen there. */
export function Drawer({ open, onClose, title, mark, children }: DrawerProps) {
  const { t } = useTranslation();
  return (
    <Dialog.Root open={open} onOpenChange={(next) => !next && onClose()} modal="trap-focus" disablePointerDismissal>
      <Dialog.Portal>
        <Dialog.Popup className="scroll-quiet fixed inset-y-0 right-0 z-20 flex w-[min(480px,calc(100vw-56px))] flex-col gap-3.5 overflow-y-auto border-l border-line bg-surface px-[22px] py-5 shadow-drawer transition-[translate,opacity] data-ending-style:translate-x-4 data-ending-style:opacity-0 data-starting-style:translate-x-4">
          <div className="flex items-center gap-2.5">
            <Dialog.Title className="truncate text-[0.9375rem] font-[620]">{title}</Dialog.Title>
            {mark}
            <Dialog.Close className="hit ml-auto grid place-items-center rounded-s px-1 text-muted hover:text-text">
              <span className="sr-only">{t("common.close")}</span>
              <Kbd always>Esc</Kbd>
            </Dialog.Close>
          </div>
          {children}
        </Dialog.Popup>
      </Dialog.Portal>
    </Dialog.Root>
  );
}
