import { useEffect } from "react";
import { useTranslation } from "react-i18next";
import { backend, on } from "../backend";
import { useNotices } from "../components/ui/notices";
import { afterPaint } from "../paint";

/** Says what the program wants said: what is new about the window, once, and a fault of its own that it went on from. */
export function useHints() {
  const { t } = useTranslation();
  const { say, trouble } = useNotices();
  useEffect(() => {
    const ask = () =>
      void backend
        .hints()
        .then((hints) => {
          for (const hint of hints) say(t(`settings.${hint}`));
        })
        .catch(() => {}); // they are told another time
    afterPaint(ask);
    const stops = [on("window:shown", ask), on("fault", (message) => trouble({ code: "internal", message }))];
    return () => {
      for (const stop of stops) stop();
    };
  }, [say, trouble, t]);
}
