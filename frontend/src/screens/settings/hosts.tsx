import { useQuery } from "@tanstack/react-query";
import { useTranslation } from "react-i18next";
import { backend } from "../../backend";
import { Trouble } from "../../components/ui/trouble";
import { useNow } from "../../now";
import { useWords } from "../../words";

/** Every host that was ever asked for anything, with how often. */
export function Hosts() {
  const { t } = useTranslation();
  const words = useWords();
  const now = useNow();
  const { data, error } = useQuery({ queryKey: ["hosts"], queryFn: backend.hosts, staleTime: 0 });
  if (error) return <Trouble problem={error} />;
  if (data?.length === 0) return <p className="text-muted">{t("settings.noHosts")}</p>;
  return (
    <table className="w-full text-left text-s">
      <caption className="pb-1.5 text-left text-muted">{t("settings.hosts")}</caption>
      <thead className="text-xs text-muted">
        <tr>
          <th className="py-1 font-medium">{t("settings.host")}</th>
          <th className="py-1 text-right font-medium">{t("activity.requests")}</th>
          <th className="py-1 text-right font-medium">{t("settings.last")}</th>
        </tr>
      </thead>
      <tbody>
        {(data ?? []).map((h) => (
          <tr key={h.host} className="border-t border-line-soft">
            <td className="py-1.5 font-mono break-all">{h.host}</td>
            <td className="num py-1.5 text-right">{words.number(h.requests)}</td>
            <td className="py-1.5 text-right text-muted">{words.age(h.lastAt, now)}</td>
          </tr>
        ))}
      </tbody>
    </table>
  );
}
