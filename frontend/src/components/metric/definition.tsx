import { Popover } from "@base-ui/react/popover";
import { Info } from "lucide-react";
import { useTranslation } from "react-i18next";
import type { Metric } from "../../backend";
import { useLabel } from "./labels";

/** The "i" beside a figure: what it means, in words. */
export function Definition({ metric }: { metric: Metric }) {
  const { t } = useTranslation();
  const label = useLabel()(metric);
  return (
    <Popover.Root>
      <Popover.Trigger
        aria-label={t("figure.define", { label })}
        className="hit absolute top-1 right-1 grid place-items-center rounded-s text-faint opacity-0 transition-opacity group-hover:opacity-100 hover:text-text focus-visible:opacity-100 data-popup-open:opacity-100"
      >
        <Info size={13} aria-hidden="true" />
      </Popover.Trigger>
      <Popover.Portal>
        <Popover.Positioner className="z-30" sideOffset={6}>
          <Popover.Popup className="max-w-72 rounded-l border border-line bg-surface p-3.5 text-s text-muted shadow-pop">
            <Popover.Title className="mb-1 font-semibold text-text">{label}</Popover.Title>
            <Popover.Description>{metric.definition}</Popover.Description>
            <p className="mt-1.5 text-xs text-faint">{t("figure.version", { version: metric.definitionVersion })}</p>
          </Popover.Popup>
        </Popover.Positioner>
      </Popover.Portal>
    </Popover.Root>
  );
}
