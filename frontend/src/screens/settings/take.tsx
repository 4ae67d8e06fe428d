import { CircleCheck, TriangleAlert } from "lucide-react";
import { useTranslation } from "react-i18next";
import { backend, type ExportFormat, type Verdict } from "../../backend";
import { Button } from "../../components/ui/button";
import { useNotices } from "../../components/ui/notices";
import { useAct } from "../../data";
import { useView } from "../../view";
import { useWords } from "../../words";
import { Line, Section } from "./section";

const TABLES: ExportFormat[] = ["xlsx", "csv", "json"];
const PACKS: ExportFormat[] = ["proof", "proof-redacted"];

/** The campaign's numbers with their rows, for other programs and for other people. */
export function Take() {
  const { t } = useTranslation();
  const { campaign } = useView();
  const { say } = useNotices();
  const save = useAct(
    (format: ExportFormat) => backend.exportCampaign(campaign?.id ?? "", format),
    (path) => path && say(t("settings.saved", { path })),
  );
  const verify = useAct(() => backend.verifyPack());
  const button = (group: string) => (format: ExportFormat) => (
    <Button
      key={format}
      aria-label={`${group}: ${t(`settings.format_${format}`)}`}
      onClick={() => save.mutate(format)}
      disabled={!campaign || save.isPending}
    >
      {t(`settings.format_${format}`)}
    </Button>
  );
  return (
    <Section title={t("settings.take")}>
      <p className="text-muted">
        {campaign ? t("settings.takeSays", { name: campaign.name }) : t("settings.takeNone")}
      </p>
      <Line label={t("settings.tables")}>{TABLES.map(button(t("settings.tables")))}</Line>
      <Line label={t("settings.report")}>{button(t("settings.report"))("pdf")}</Line>
      <Line label={t("settings.proof")}>{PACKS.map(button(t("settings.proof")))}</Line>
      <p className="text-s text-muted">{t("settings.proofSays")}</p>
      <Line label={t("settings.verify")}>
        <Button
          aria-label={`${t("settings.verify")}: ${t("settings.verifyAct")}`}
          onClick={() => verify.mutate(undefined)}
          disabled={verify.isPending}
        >
          {t("settings.verifyAct")}
        </Button>
      </Line>
      {verify.data && <Verified verdict={verify.data} />}
    </Section>
  );
}

function Verified({ verdict }: { verdict: Verdict }) {
  const { t } = useTranslation();
  const words = useWords();
  const Mark = verdict.ok ? CircleCheck : TriangleAlert;
  return (
    <div role="status" className="grid gap-2 rounded-m border border-line-soft bg-bg p-3 text-s">
      <p className="flex items-center gap-2 font-medium">
        <Mark size={14} className={verdict.ok ? "text-good" : "text-bad"} aria-hidden="true" />
        {verdict.ok ? t("settings.packHolds", { name: verdict.campaign }) : t("settings.packFails")}
      </p>
      {!verdict.ok && (
        <ul className="list-disc pl-5 break-words">
          {verdict.problems.map((p) => (
            <li key={p}>{words.said(p)}</li>
          ))}
        </ul>
      )}
      {verdict.ok && (
        <>
          <p>
            {t("settings.packKey")} <span className="font-mono break-all">{verdict.fingerprint}</span>
            {verdict.sample && ` · ${t("settings.packSample")}`}
            {verdict.redacted && ` · ${t("settings.packRedacted")}`}
          </p>
          <p className="text-muted">{words.said(verdict.proves)}</p>
          <p className="text-muted">{words.said(verdict.provesNot)}</p>
        </>
      )}
    </div>
  );
}
