import { ExternalLink } from "lucide-react";
import { type ReactNode, useState } from "react";
import { useTranslation } from "react-i18next";
import { backend, type ClientCheck } from "../../backend";
import { Button } from "../../components/ui/button";
import { Field, TextInput } from "../../components/ui/field";
import { useNotices } from "../../components/ui/notices";
import { useWords } from "../../words";
import { consolePage, projectIn } from "./own-client/console";
import { DropClient } from "./own-client/drop-client";
import { StepCard } from "./own-client/step-card";
import { useSteps } from "./own-client/use-steps";

function OpenPage({ address, name }: { address: string; name: string }) {
  const { t } = useTranslation();
  const { trouble } = useNotices();
  return (
    <Button onClick={() => void backend.openLink(address).catch(trouble)}>
      <ExternalLink aria-hidden="true" />
      <span>
        {t("wizard.open")} <span className="sr-only">{name}</span>
      </span>
    </Button>
  );
}

function Ticked({ label, on, onChange }: { label: string; on: boolean; onChange: (on: boolean) => void }) {
  return (
    <label className="hit inline-flex items-center gap-2 text-s">
      <input type="checkbox" className="check" checked={on} onChange={(e) => onChange(e.target.checked)} />
      {label}
    </label>
  );
}

/** What the dropped file turned out to be, and the way on. */
function Verdict({ found, project }: { found: ClientCheck; project: string }) {
  const { t } = useTranslation();
  const other = found.ok && project !== "" && found.projectId !== "" && found.projectId !== project;
  const { said } = useWords();
  let words: ReactNode = t("wizard.good", { project: found.projectId });
  if (found.kind === "web") words = t("wizard.web");
  else if (!found.ok) words = said(found.problem) || t("wizard.bad");
  return (
    <div role="status" className="flex flex-wrap items-center gap-2 text-s">
      <p className={found.ok ? "min-w-0 flex-1 text-good" : "min-w-0 flex-1 break-words text-bad"}>{words}</p>
      {found.kind === "web" && (
        <OpenPage address={consolePage("client", found.projectId || project)} name={t("wizard.client")} />
      )}
      {other && <p className="basis-full text-warn">{t("wizard.other", { project: found.projectId })}</p>}
    </div>
  );
}

/** Five steps to a Google client of one's own. Each page opens in the project once that is known, and each step ticks itself
 * or is ticked; the app is published before the client is made, for a sign-in given before ends after a week. */
export function GoogleClient({ value, onChange }: { value: string; onChange: (json: string) => void }) {
  const { t } = useTranslation();
  const { steps, set } = useSteps();
  const [typed, setTyped] = useState(steps.project);
  const [found, setFound] = useState<ClientCheck | null>(null);
  const { project } = steps;
  const take = (check: ClientCheck | null, json: string) => {
    setFound(check);
    onChange(json);
    if (check?.projectId && !project) {
      setTyped(check.projectId);
      set({ project: check.projectId });
    }
  };
  const done = [project !== "", steps.apis, steps.publish, value !== "", value !== ""];
  const current = done.indexOf(false);
  const card = (at: number) => ({ number: at + 1, done: done[at] ?? false, current: at === current });
  return (
    <ol className="grid gap-2">
      <StepCard
        {...card(0)}
        title={t("wizard.project")}
        says={t("wizard.projectSays")}
        action={<OpenPage address={consolePage("project")} name={t("wizard.project")} />}
      >
        <Field
          label={t("wizard.projectId")}
          hint={t("wizard.projectIdSays")}
          problem={typed.trim() && !project ? t("wizard.projectIdBad") : undefined}
        >
          <TextInput
            className="max-w-80 font-mono"
            value={typed}
            maxLength={300}
            onChange={(e) => {
              setTyped(e.target.value);
              set({ project: projectIn(e.target.value) });
            }}
          />
        </Field>
      </StepCard>
      <StepCard
        {...card(1)}
        title={t("wizard.apis")}
        says={t("wizard.apisSays")}
        action={<OpenPage address={consolePage("apis", project)} name={t("wizard.apis")} />}
      >
        <Ticked label={t("wizard.apisDone")} on={steps.apis} onChange={(apis) => set({ apis })} />
      </StepCard>
      <StepCard
        {...card(2)}
        title={t("wizard.publish")}
        says={t("wizard.publishSays")}
        action={<OpenPage address={consolePage("audience", project)} name={t("wizard.publish")} />}
      >
        <Ticked label={t("wizard.publishDone")} on={steps.publish} onChange={(publish) => set({ publish })} />
      </StepCard>
      <StepCard
        {...card(3)}
        title={t("wizard.client")}
        says={t("wizard.clientSays")}
        action={<OpenPage address={consolePage("client", project)} name={t("wizard.client")} />}
      />
      <StepCard {...card(4)} title={t("wizard.file")} says={t("wizard.fileSays")}>
        <DropClient found={found} onFound={take} />
        {found && <Verdict found={found} project={project} />}
      </StepCard>
    </ol>
  );
}
