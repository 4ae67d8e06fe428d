import { CircleCheck, TriangleAlert } from "lucide-react";
import { useTranslation } from "react-i18next";
import { backend, type DoctorRow } from "../../backend";
import { Button } from "../../components/ui/button";
import { useNotices } from "../../components/ui/notices";
import { useAct } from "../../data";
import { useWords } from "../../words";
import { Section } from "./section";

/** A finding cuts one sentence of the program's in two, what happened and what to do: it is said whole, and cut again. */
function inWords({ message, fix }: DoctorRow, said: (text: string) => string): Pick<DoctorRow, "message" | "fix"> {
  const whole = `${message}. ${fix}`;
  const told = said(whole);
  if (!fix || told === whole) return { message: said(message), fix: said(fix) };
  const [first = "", ...rest] = told.split(". ");
  return { message: first, fix: rest.join(". ") };
}

/** Which Mixdown this is, and a check of every part with the fix for what is not well. */
export function About({ version, platform }: { version: string; platform: string }) {
  const { t } = useTranslation();
  const words = useWords();
  const { say } = useNotices();
  const doctor = useAct(() => backend.doctor());
  const report = useAct(
    () => backend.saveReport(),
    (path) => path && say(t("settings.saved", { path })),
  );
  return (
    <Section title={t("settings.about")}>
      <p className="text-muted">
        Mixdown <span className="num">{version}</span>
        {!version.includes(platform) && ` · ${platform}`}
      </p>
      <div className="flex flex-wrap gap-2">
        <Button onClick={() => doctor.mutate(undefined)} disabled={doctor.isPending}>
          {doctor.isPending ? t("settings.doctorRuns") : t("settings.doctor")}
        </Button>
        <Button onClick={() => report.mutate(undefined)} disabled={report.isPending}>
          {t("settings.saveReport")}
        </Button>
      </div>
      <p className="text-s text-muted">{t("settings.saveReportSays")}</p>
      {doctor.data && (
        <ul role="status" className="grid gap-1.5 text-s">
          {doctor.data
            .map((d) => ({ ...d, ...inWords(d, words.said) }))
            .map((d) => (
              <li key={d.part} className="flex items-start gap-2">
                {d.ok ? (
                  <CircleCheck size={14} className="mt-0.5 shrink-0 text-good" aria-hidden="true" />
                ) : (
                  <TriangleAlert size={14} className="mt-0.5 shrink-0 text-warn" aria-hidden="true" />
                )}
                <span className="min-w-0 break-words">
                  <span className="sr-only">{d.ok ? t("settings.well") : t("settings.notWell")}: </span>
                  <strong className="font-medium">{words.said(d.part)}</strong>{" "}
                  <span className="text-muted">{d.message}</span>
                  {!d.ok && d.fix && <span className="block">{d.fix}</span>}
                </span>
              </li>
            ))}
        </ul>
      )}
    </Section>
  );
}
