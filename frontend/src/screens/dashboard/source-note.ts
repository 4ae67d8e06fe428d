import { useTranslation } from "react-i18next";
import { useConnections } from "../../data";
import { useWords } from "../../words";
import type { Group } from "./groups";

/** The one thing to know of a source beside its figures: when the sheet was edited, how many audiences, calls, which file. */
export function useSourceNote(group: Group): string {
  const { t } = useTranslation();
  const words = useWords();
  const { data: connections } = useConnections();
  const find = (key: string) => group.metrics.find((m) => m.key === key && m.value !== null);
  switch (group.name) {
    case "sheets": {
      const days = find("sheet_health")?.value;
      return days == null ? "" : t("card.edited", { count: Math.floor(days) });
    }
    case "mailchimp": {
      const audiences = find("mc_subscribers")?.counted;
      return audiences ? t("card.audiences", { count: audiences }) : "";
    }
    case "airtable": {
      const base = connections?.find((c) => c.provider === "airtable");
      if (!base?.callBudget) return "";
      return t("card.calls", { used: words.number(base.callsThisMonth ?? 0), budget: words.number(base.callBudget) });
    }
    case "spotify": {
      const at = find("sp_monthly_listeners")?.freshAt ?? find("sp_streams")?.freshAt;
      return at ? t("card.csv", { day: words.day(at) }) : "";
    }
    default:
      return "";
  }
}
