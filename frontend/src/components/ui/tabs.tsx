import { type KeyboardEvent, type ReactNode, useId, useState } from "react";

interface Tab {
  name: string;
  label: ReactNode;
  panel: () => ReactNode;
}

interface TabsProps {
  label: string;
  /** The name of the tab that is open at first. */
  first: string;
  tabs: Tab[];
}

/**
 * Tabs over one panel, as https://www.w3.org/WAI/ARIA/apg/patterns/tabs/ wants them: the arrows, Home and End go from tab to tab,
 * Enter or Space opens the one that they stand on. Only the open panel is drawn.
 */
export function Tabs({ label, first, tabs }: TabsProps) {
  const id = useId();
  const [name, open] = useState(first);
  const shown = tabs.find((tab) => tab.name === name) ?? tabs[0];
  const move = (event: KeyboardEvent<HTMLElement>) => {
    const all = [...event.currentTarget.children] as HTMLElement[];
    const at = all.indexOf(document.activeElement as HTMLElement);
    const to = { ArrowRight: at + 1, ArrowLeft: at - 1, Home: 0, End: -1 }[event.key];
    if (to === undefined) return;
    event.preventDefault();
    all.at(to % all.length)?.focus();
  };
  if (!shown) return null;
  return (
    <div className="flex min-h-0 flex-1 flex-col gap-3">
      <div
        role="tablist"
        tabIndex={-1}
        aria-label={label}
        onKeyDown={move}
        className="flex flex-wrap gap-x-1 border-b border-line"
      >
        {tabs.map((tab) => (
          <button
            key={tab.name}
            type="button"
            role="tab"
            id={`${id}-${tab.name}`}
            aria-selected={tab === shown}
            aria-controls={tab === shown ? `${id}-panel` : undefined}
            tabIndex={tab === shown ? 0 : -1}
            onClick={() => open(tab.name)}
            className="hit border-b-2 border-transparent px-2.5 py-1.5 text-s text-muted hover:text-text aria-selected:border-accent aria-selected:text-text"
          >
            {tab.label}
          </button>
        ))}
      </div>
      <div
        key={shown.name}
        role="tabpanel"
        id={`${id}-panel`}
        aria-labelledby={`${id}-${shown.name}`}
        tabIndex={0}
        className="flex min-h-0 flex-1 flex-col gap-3 outline-none"
      >
        {shown.panel()}
      </div>
    </div>
  );
}
