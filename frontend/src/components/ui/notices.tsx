import { createContext, type ReactNode, useCallback, useContext, useMemo, useRef, useState } from "react";
import { useTranslation } from "react-i18next";
import type { Problem } from "../../backend";
import { useWords } from "../../words";
import { Button } from "./button";
import { cx } from "./cx";

interface Notice {
  id: number;
  text: string;
  bad?: boolean;
  action?: { label: string; run: () => void };
}

interface Notices {
  say: (text: string, action?: Notice["action"]) => void;
  trouble: (problem: Problem) => void;
}

const Context = createContext<Notices>({ say: () => {}, trouble: () => {} });

export const useNotices = () => useContext(Context);

const SHOWN = 9_000;

/** Short sentences about what just happened, at the foot of the window, read aloud politely; a failure stays until it is closed. */
export function NoticesProvider({ children }: { children: ReactNode }) {
  const { t } = useTranslation();
  const words = useWords();
  const [notices, setNotices] = useState<Notice[]>([]);
  const next = useRef(1);
  const close = useCallback((id: number) => setNotices((all) => all.filter((n) => n.id !== id)), []);
  const add = useCallback(
    (notice: Omit<Notice, "id">) => {
      const id = next.current++;
      setNotices((all) => [...all.slice(-2), { ...notice, id }]);
      if (!notice.bad) setTimeout(() => close(id), SHOWN);
    },
    [close],
  );
  const value = useMemo<Notices>(
    () => ({
      say: (text, action) => add({ text, action }),
      trouble: (problem) => add({ text: words.said(problem.message) || t("error.unnamed"), bad: true }),
    }),
    [add, t, words],
  );
  return (
    <Context value={value}>
      {children}
      <div
        data-later="inside"
        role="status"
        aria-live="polite"
        className="pointer-events-none fixed inset-x-0 bottom-10 z-50 flex flex-col items-center gap-2 px-4"
      >
        {notices.map((n) => (
          <div
            key={n.id}
            className={cx(
              "pointer-events-auto flex max-w-xl items-center gap-3 rounded-l border bg-raised py-2 pr-2 pl-4 shadow-pop",
              n.bad ? "border-bad/60" : "border-edge",
            )}
          >
            <span className="min-w-0 break-words">
              {n.bad && <strong className="text-bad">{t("error.mark")} </strong>}
              {n.text}
            </span>
            {n.action && (
              <Button
                onClick={() => {
                  n.action?.run();
                  close(n.id);
                }}
              >
                {n.action.label}
              </Button>
            )}
            <Button kind="quiet" onClick={() => close(n.id)}>
              {t("common.close")}
            </Button>
          </div>
        ))}
      </div>
    </Context>
  );
}
