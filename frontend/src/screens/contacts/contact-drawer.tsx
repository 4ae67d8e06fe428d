import { CircleAlert, Clock, ExternalLink, GitCompareArrows } from "lucide-react";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { Link } from "wouter";
import { backend, type Contact, type ContactField, supports } from "../../backend";
import { Button } from "../../components/ui/button";
import { Drawer } from "../../components/ui/drawer";
import { Field, TextInput } from "../../components/ui/field";
import { useNotices } from "../../components/ui/notices";
import { useWords } from "../../words";
import { textOf } from "./contact-row";
import { Timeline } from "./timeline";
import { useChange } from "./use-change";

interface ContactDrawerProps {
  contact: Contact | null;
  conflict: boolean;
  known: (field: ContactField) => string[];
  onClose: () => void;
}

/** One person: what can be changed of them, and everything that happened, over all campaigns. */
export function ContactDrawer({ contact, conflict, known, onClose }: ContactDrawerProps) {
  const { t } = useTranslation();
  return (
    <Drawer
      open={contact !== null}
      onClose={onClose}
      title={<bdi>{contact?.name || contact?.email || t("contacts.noName")}</bdi>}
    >
      {contact && <Person key={contact.email + contact.row} contact={contact} conflict={conflict} known={known} />}
    </Drawer>
  );
}

const editable: ContactField[] = ["status", "name", "role", "outlet", "added"];

function Person({
  contact,
  conflict,
  known,
}: {
  contact: Contact;
  conflict: boolean;
  known: (f: ContactField) => string[];
}) {
  const { t } = useTranslation();
  const words = useWords();
  const { trouble } = useNotices();
  const link = contact.link;
  return (
    <>
      <div className="flex flex-wrap items-center gap-x-3 gap-y-1 text-muted">
        <bdi className="min-w-0 break-all">{contact.email}</bdi>
        {link && (
          <button
            type="button"
            className="hit inline-flex items-center gap-1 rounded-s text-s underline-offset-2 hover:text-text hover:underline"
            onClick={() => void backend.openLink(link).catch(trouble)}
          >
            {t("contacts.inSheet", { row: contact.row })}
            <ExternalLink size={12} aria-hidden="true" />
          </button>
        )}
      </div>
      {contact.pending && (
        <p className="flex items-center gap-1.5 text-s text-info">
          <Clock size={13} aria-hidden="true" />
          {t("contacts.pendingSays")}
        </p>
      )}
      {conflict && (
        <p className="flex items-center gap-1.5 text-s text-info">
          <GitCompareArrows size={13} aria-hidden="true" />
          <Link href="/conflicts" className="underline underline-offset-2">
            {t("contacts.decide")}
          </Link>
        </p>
      )}
      {contact.problem && (
        <p className="flex items-start gap-1.5 text-s text-warn">
          <CircleAlert size={13} className="mt-0.5 shrink-0" aria-hidden="true" />
          <span className="min-w-0 break-words">
            {words.said(contact.why) || t(`problem.${contact.problem}`, { defaultValue: contact.problem })}
          </span>
        </p>
      )}
      {supports("SetContact") && contact.email && (
        <div className="grid grid-cols-2 gap-x-3 gap-y-2">
          {editable.map((field) => (
            <Edit key={field} contact={contact} field={field} known={known(field)} />
          ))}
        </div>
      )}
      <h3 className="border-t border-line-soft pt-3 text-s font-semibold">{t("contacts.timeline")}</h3>
      <Timeline email={contact.email} />
    </>
  );
}

/** One field with its own Save, which shows once there is something to save. */
function Edit({ contact, field, known }: { contact: Contact; field: ContactField; known: string[] }) {
  const { t } = useTranslation();
  const before = textOf(contact, field);
  const [saved, setSaved] = useState(before);
  const [text, setText] = useState(before);
  const save = useChange(() => setSaved(text.trim()));
  const changed = text.trim() !== saved;
  return (
    <form
      className="flex items-end gap-1.5 first:col-span-2"
      onSubmit={(e) => {
        e.preventDefault();
        if (changed) save.mutate({ email: contact.email, field, value: text });
      }}
    >
      <div className="min-w-0 flex-1">
        <Field
          label={t(`contacts.${field}`)}
          hint={
            field === "status" && contact.statusDate
              ? t("contacts.statusSince", { day: contact.statusDate })
              : undefined
          }
        >
          <TextInput
            type={field === "added" && (before === "" || /^\d{4}-\d\d-\d\d$/.test(before)) ? "date" : "text"}
            list={known.length > 0 ? `drawer-${field}` : undefined}
            value={text}
            maxLength={500}
            onChange={(e) => setText(e.target.value)}
          />
        </Field>
        {known.length > 0 && (
          <datalist id={`drawer-${field}`}>
            {known.map((k) => (
              <option key={k} value={k} />
            ))}
          </datalist>
        )}
      </div>
      {changed && (
        <Button type="submit" kind="primary" className="min-h-[34px]" disabled={save.isPending}>
          {t("common.save")}
        </Button>
      )}
    </form>
  );
}
