import { Columns3, FileSpreadsheet, Plus } from "lucide-react";
import { useMemo, useState } from "react";
import { useTranslation } from "react-i18next";
import { type Contact, supports } from "../../backend";
import { Button } from "../../components/ui/button";
import { Page } from "../../components/ui/page";
import { Segment } from "../../components/ui/segment";
import { useColumns, useConflicts, useContactStats, useOutbox } from "../../data";
import { useView } from "../../view";
import { useWords } from "../../words";
import { AddDialog } from "./add-dialog";
import { ColumnsBar, ColumnsDialog } from "./columns-dialog";
import { ContactDrawer } from "./contact-drawer";
import { ImportDialog } from "./import-dialog";
import { JournalList } from "./journal-list";
import { OutboxList } from "./outbox-list";
import { everyone, People } from "./people";
import { StarterDialog } from "./starter-dialog";
import { Statistics } from "./statistics";
import { Suggestions } from "./suggestions";
import { useKnown } from "./use-known";

type Part = "people" | "figures" | "outbox" | "journal";

/** Everybody in the sheet: found as fast as it is typed, changed through the outbox. */
export function Contacts() {
  const { t } = useTranslation();
  const words = useWords();
  const { campaignId } = useView();
  const [part, setPart] = useState<Part>("people");
  const [filter, setFilter] = useState(everyone);
  const [open, setOpen] = useState<Contact | null>(null);
  const [dialog, setDialog] = useState<"add" | "columns" | "starter" | "import" | null>(null);
  const [dropped, setDropped] = useState<File | null>(null);
  const { data: stats } = useContactStats(campaignId);
  const { data: conflicts } = useConflicts(campaignId);
  const { data: outbox } = useOutbox(campaignId);
  const { data: columns } = useColumns(campaignId);
  const conflicting = useMemo(() => new Set((conflicts ?? []).map((c) => c.email)), [conflicts]);
  const known = useKnown(stats);
  const ofFile = !columns || columns.source === "file";
  const close = () => {
    setDialog(null);
    setDropped(null);
  };
  const importButton = supports("ImportContactsData") && ofFile && (
    <Button onClick={() => setDialog("import")}>
      <FileSpreadsheet aria-hidden="true" />
      {t("importList.button")}
    </Button>
  );
  const add = supports("AddContacts") && (
    <Button kind="primary" onClick={() => setDialog("add")}>
      <Plus aria-hidden="true" />
      {t("contacts.add")}
    </Button>
  );
  const say = stats && [
    stats.total === null
      ? (stats.unknownReason ?? "")
      : t("contacts.total", { count: stats.total, shown: words.number(stats.total) }),
    stats.addedThisWeek !== null && t("contacts.week", { count: stats.addedThisWeek }),
  ];
  const waiting = outbox?.filter((o) => o.status === "pending" || o.status === "sending").length ?? 0;
  return (
    // biome-ignore lint/a11y/noStaticElementInteractions: a file may be dropped anywhere; the button does the same
    <div
      className="h-full"
      onDragOver={(e) => ofFile && e.dataTransfer.types.includes("Files") && e.preventDefault()}
      onDrop={(e) => {
        const file = e.dataTransfer.files[0];
        if (!file || !ofFile || dialog) return;
        e.preventDefault();
        setDropped(file);
        setDialog("import");
      }}
    >
      <Page
        fill
        title={t("nav.contacts")}
        say={say ? say.filter(Boolean).join(", ") : undefined}
        side={
          <div className="flex flex-wrap gap-2">
            {columns && (
              <Button onClick={() => setDialog("columns")}>
                <Columns3 aria-hidden="true" />
                {t("columns.button")}
              </Button>
            )}
            {importButton}
            {add}
          </div>
        }
      >
        {columns && <ColumnsBar columns={columns} onChoose={() => setDialog("columns")} />}
        <Suggestions />
        <div className="flex">
          <Segment<Part>
            label={t("contacts.parts")}
            value={part}
            onChange={setPart}
            options={[
              { value: "people", label: t("contacts.people") },
              { value: "figures", label: t("contacts.figures") },
              {
                value: "outbox",
                label: waiting ? `${t("contacts.outbox")} (${words.number(waiting)})` : t("contacts.outbox"),
              },
              { value: "journal", label: t("contacts.journal") },
            ]}
          />
        </div>
        {part === "people" && (
          <People
            filter={filter}
            setFilter={(change) => setFilter((f) => ({ ...f, ...change }))}
            stats={stats}
            conflicting={conflicting}
            known={known}
            start={
              <>
                {add}
                {importButton}
                {supports("StarterSheet") && (
                  <Button onClick={() => setDialog("starter")}>{t("starter.button")}</Button>
                )}
              </>
            }
            onOpen={setOpen}
          />
        )}
        {part === "figures" && stats && (
          <Statistics
            stats={stats}
            onChoose={(change) => {
              setFilter({ ...everyone, ...change });
              setPart("people");
            }}
          />
        )}
        {part === "outbox" && <OutboxList />}
        {part === "journal" && <JournalList />}
      </Page>
      <ContactDrawer
        contact={open}
        conflict={open !== null && conflicting.has(open.email)}
        known={known}
        onClose={() => setOpen(null)}
      />
      {dialog === "add" && <AddDialog onClose={close} />}
      {dialog === "columns" && columns && <ColumnsDialog columns={columns} onClose={close} />}
      {dialog === "starter" && <StarterDialog onClose={close} />}
      {dialog === "import" && <ImportDialog first={dropped} onClose={close} />}
    </div>
  );
}
