import { useQuery } from "@tanstack/react-query";
import { ExternalLink } from "lucide-react";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { backend, type Contact, supports } from "../../backend";
import { Button } from "../../components/ui/button";
import { Drawer } from "../../components/ui/drawer";
import { Field, TextInput } from "../../components/ui/field";
import { useNotices } from "../../components/ui/notices";
import { Trouble } from "../../components/ui/trouble";
import { useAct } from "../../data";
import { useView } from "../../view";
import { useWords } from "../../words";
import { RowState } from "../evidence/row-state";
import { Why } from "../evidence/why";

function Timeline({ email }: { email: string }) {
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
            <bdi>{row.campaign}</bdi> · <Why text={row.why} />
          </span>
          <span className="flex items-center gap-1.5 justify-self-end">
            <RowState state={row.state} />
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

interface ContactDrawerProps {
  contact: Contact | null;
  statuses: string[];
  onClose: () => void;
}

/** One person: the status that can be changed, and everything that happened, over all campaigns. */
export function ContactDrawer({ contact, statuses, onClose }: ContactDrawerProps) {
  return (
    <Drawer open={contact !== null} onClose={onClose} title={<bdi>{contact?.name || contact?.email}</bdi>}>
      {contact && <Person key={contact.email} contact={contact} statuses={statuses} />}
    </Drawer>
  );
}

function Person({ contact, statuses }: { contact: Contact; statuses: string[] }) {
  const { t } = useTranslation();
  const { campaignId } = useView();
  const { say } = useNotices();
  const [status, setStatus] = useState(contact.status);
  const save = useAct(
    () => backend.setStatus(campaignId, contact.email, status.trim()),
    (result) => say(result.pending ? t("contacts.waits") : t("contacts.saved", { status: status.trim() })),
  );
  return (
    <>
      <p className="text-muted">
        <bdi>{contact.email}</bdi>
        {contact.role && (
          <>
            {" · "}
            <bdi>{contact.role}</bdi>
          </>
        )}
        {contact.outlet && (
          <>
            {" · "}
            <bdi>{contact.outlet}</bdi>
          </>
        )}
      </p>
      {contact.problem && (
        <p className="text-s text-warn">{t(`problem.${contact.problem}`, { defaultValue: contact.problem })}</p>
      )}
      {!supports("SetStatus") && contact.status && (
        <p>
          <RowState state={contact.status} />
        </p>
      )}
      <form
        hidden={!supports("SetStatus")}
        className="flex items-end gap-2 [&[hidden]]:hidden"
        onSubmit={(e) => {
          e.preventDefault();
          save.mutate(undefined);
        }}
      >
        <div className="flex-1">
          <Field label={t("contacts.status")}>
            <TextInput
              list="known-statuses"
              value={status}
              onChange={(e) => setStatus(e.target.value)}
              maxLength={200}
            />
          </Field>
          <datalist id="known-statuses">
            {statuses.map((s) => (
              <option key={s} value={s} />
            ))}
          </datalist>
        </div>
        <Button
          type="submit"
          kind="primary"
          className="min-h-[34px]"
          disabled={save.isPending || !contact.email || status.trim() === contact.status}
        >
          {t("common.save")}
        </Button>
      </form>
      <h3 className="border-t border-line-soft pt-3 text-s font-semibold">{t("contacts.timeline")}</h3>
      <Timeline email={contact.email} />
    </>
  );
}
