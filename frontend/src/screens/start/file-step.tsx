import { useState } from "react";
import { useTranslation } from "react-i18next";
import { useLocation } from "wouter";
import type { ContactImport } from "../../backend";
import { Button } from "../../components/ui/button";
import { Trouble } from "../../components/ui/trouble";
import { useView } from "../../view";
import { useWords } from "../../words";
import { blank } from "../campaigns/draft";
import { useSaveCampaign } from "../campaigns/use-save-campaign";
import { ContactFile } from "./contact-file";
import { Frame } from "./frame";
import { RuleFields } from "./rule-fields";
import { useImport } from "./use-import";

/** What came of the file: how many people, and every row that is not one. */
function Imported({ result }: { result: ContactImport }) {
  const { t } = useTranslation();
  const words = useWords();
  const [, go] = useLocation();
  const problems = result.problems ?? [];
  return (
    <section className="grid gap-3 rounded-l border border-line bg-surface p-[18px]">
      <p role="status" className="text-l">
        {t("contactFile.done", { count: result.imported + result.updated + result.unchanged, file: result.file })}
      </p>
      {problems.length > 0 && (
        <div>
          <h2 className="text-s font-semibold">{t("sheetLook.problems", { count: problems.length })}</h2>
          <ul className="scroll-quiet mt-1 max-h-48 overflow-y-auto text-s text-muted">
            {problems.slice(0, 200).map((p) => (
              <li key={`${p.row} ${p.kind}`}>{words.said(p.message)}</li>
            ))}
          </ul>
        </div>
      )}
      <div className="flex flex-wrap justify-end gap-2">
        <Button onClick={() => go("/start/google")}>{t("contactFile.google")}</Button>
        <Button kind="primary" onClick={() => go("/contacts")}>
          {t("contactFile.open")}
        </Button>
      </div>
    </section>
  );
}

/** The way without Google: a list of contacts and a name for the campaign. */
export function FileStep() {
  const { t } = useTranslation();
  const { campaignId } = useView();
  const [file, setFile] = useState<File | null>(null);
  const [draft, setDraft] = useState(blank);
  const [result, setResult] = useState<ContactImport | null>(null);
  const bring = useImport(setResult);
  const save = useSaveCampaign((made) => file && bring.mutate({ campaignId: made.id, file }));
  // The file may be refused after the campaign was made: it is then brought into that one.
  const go = () => file && (campaignId ? bring.mutate({ campaignId, file }) : save.mutate(draft));
  const problem = save.error ?? bring.error;
  return (
    <Frame title={t("contactFile.title")} says={t("contactFile.intro")}>
      {result ? (
        <Imported result={result} />
      ) : (
        <form
          className="grid gap-4"
          onSubmit={(e) => {
            e.preventDefault();
            go();
          }}
        >
          {problem && <Trouble problem={problem} />}
          <ContactFile file={file} onFile={setFile} />
          {!campaignId && <RuleFields draft={draft} onChange={(change) => setDraft((d) => ({ ...d, ...change }))} />}
          <Button
            kind="primary"
            type="submit"
            className="justify-self-end"
            disabled={
              !file || save.isPending || bring.isPending || (!campaignId && (!draft.name.trim() || !draft.tag.trim()))
            }
          >
            {t("contactFile.bring")}
          </Button>
        </form>
      )}
    </Frame>
  );
}
