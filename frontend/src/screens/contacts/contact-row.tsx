import { CircleAlert, Clock, GitCompareArrows } from "lucide-react";
import { useTranslation } from "react-i18next";
import type { Contact } from "../../backend";
import { Chip } from "../../components/ui/chip";

export const columns =
  "grid grid-cols-[minmax(140px,1.2fr)_minmax(160px,1.6fr)_minmax(80px,0.8fr)_minmax(110px,0.8fr)_88px] items-center gap-x-3 px-3 max-[860px]:grid-cols-[minmax(0,1fr)_auto]";

interface ContactRowProps {
  contact: Contact | undefined;
  conflict: boolean;
  onOpen: () => void;
}

/** One contact as a row; what is wrong or under way is a mark with a word. */
export function ContactRow({ contact: c, conflict, onOpen }: ContactRowProps) {
  const { t } = useTranslation();
  if (!c) {
    return (
      <div role="cell" className={columns}>
        <span className="skeleton h-4" />
      </div>
    );
  }
  return (
    <>
      <span role="cell" className="min-w-0">
        <button
          type="button"
          onClick={onOpen}
          className="block max-w-full truncate rounded-s text-left font-[550] hover:underline after:absolute after:inset-0"
        >
          <bdi>{c.name || c.email || t("contacts.noName")}</bdi>
        </button>
      </span>
      <bdi role="cell" className="min-w-0 truncate text-muted max-[860px]:hidden" title={c.email}>
        {c.email}
      </bdi>
      <bdi role="cell" className="min-w-0 truncate text-muted max-[860px]:hidden">
        {c.role}
      </bdi>
      <span role="cell" className="flex min-w-0 flex-wrap items-center gap-1.5">
        {c.status && (
          <Chip>
            <bdi className="max-w-28 truncate">{c.status}</bdi>
          </Chip>
        )}
        {c.pending && (
          <span title={t("contacts.pending")} className="text-info">
            <Clock size={13} aria-hidden="true" />
            <span className="sr-only">{t("contacts.pending")}</span>
          </span>
        )}
        {conflict && (
          <span title={t("contacts.conflict")} className="text-info">
            <GitCompareArrows size={13} aria-hidden="true" />
            <span className="sr-only">{t("contacts.conflict")}</span>
          </span>
        )}
        {c.problem && (
          <span className="inline-flex items-center gap-1 text-xs text-warn">
            <CircleAlert size={12} aria-hidden="true" />
            {t(`problem.${c.problem}`, { defaultValue: c.problem })}
          </span>
        )}
      </span>
      <span role="cell" className="num text-right text-xs text-faint max-[860px]:hidden">
        {c.addedDate}
      </span>
    </>
  );
}
