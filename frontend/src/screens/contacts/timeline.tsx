import { useQuery } from "@tanstack/react-query";
import { ExternalLink } from "lucide-react";
import { useTranslation } from "react-i18next";
import { backend } from "../../backend";
import { useNotices } from "../../components/ui/notices";
import { Trouble } from "../../components/ui/trouble";
import { useWords } from "../../words";
import { RowState } from "../evidence/row-state";
import { Why } from "../evidence/why";

/** Everything that happened with a person, over all campaigns, the newest first. */
export function Timeline({ email }: { email: string }) {
  const { t } = useTranslation();
  const words = useWords();
  const { trouble } = useNotices();
  const { data, error } = useQuery({
    queryKey: ["timeline", email],
    queryFn: () => backend.contactTimeline(email),
    enabled: email !== "",
  });
  if (error) return <Trouble problem={error} />;
  if (data?.length === 0) return <p className="text-muted">{t("contacts.noTimeline")}</p>;
  return (
    <ol className="grid">
      {(data ?? []).map((row) => (
        <li
          key={`${row.at}${row.state}${row.link}`}
          className="grid grid-cols-[minmax(0,1fr)_auto] gap-x-2 border-b border-line-soft py-2"
        >
          <bdi className="truncate" title={row.what}>
            {row.what}
          </bdi>
          <span className="num text-xs text-faint">{words.moment(row.at)}</span>
          <span className="min-w-0 text-xs text-faint">
            <bdi>{row.campaign}</bdi> · <Why text={words.said(row.why)} />
          </span>
          <span className="flex items-center gap-1.5 justify-self-end">
            <RowState state={row.state} t={t} />
            {row.link && (
              <button
                type="button"
                aria-label={`${t("drawer.openGmail")}: ${row.what}`}
                className="hit grid place-items-center rounded-s text-faint hover:text-text"
                onClick={() => void backend.openLink(row.link).catch(trouble)}
              >
                <ExternalLink size={13} aria-hidden="true" />
              </button>
            )}
          </span>
        </li>
      ))}
    </ol>
  );
}
