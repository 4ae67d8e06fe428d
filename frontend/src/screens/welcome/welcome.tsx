import { FlaskConical, Mail, Table2 } from "lucide-react";
import type { ReactNode } from "react";
import { useTranslation } from "react-i18next";
import { useLocation } from "wouter";
import { backend } from "../../backend";
import { useAct } from "../../data";
import { Brand } from "../../shell/brand";
import { useView } from "../../view";

interface WayProps {
  icon: ReactNode;
  title: string;
  says: string;
  hot?: boolean;
  disabled?: boolean;
  onGo: () => void;
}

function Way({ icon, title, says, hot, disabled, onGo }: WayProps) {
  return (
    <button
      type="button"
      onClick={onGo}
      disabled={disabled}
      className={`flex flex-[1_1_220px] flex-col gap-2 rounded-l border bg-surface p-5 text-left hover:border-accent disabled:opacity-60 ${hot ? "border-accent/60" : "border-line"}`}
    >
      <span className="text-accent">{icon}</span>
      <strong className="text-l font-semibold">{title}</strong>
      <span className="text-s text-muted">{says}</span>
    </button>
  );
}

/** The first screen of a new home. */
export function Welcome() {
  const { t } = useTranslation();
  const { boot } = useView();
  const [, go] = useLocation();
  const sample = useAct(backend.loadSample);
  const mail = boot.status.sources?.some((s) => s.provider === "gmail");
  const gmail = boot.providers?.find((p) => p.name === "gmail");
  return (
    <main className="scroll-quiet grid h-full place-items-center overflow-y-auto p-6">
      <div className="w-full max-w-3xl">
        <div className="-ml-2">
          <Brand />
        </div>
        <h1 className="text-[1.75rem] leading-tight font-[640] tracking-[-0.03em]">{t("welcome.title")}</h1>
        <p className="mt-1 mb-6 text-l text-muted">{t("welcome.says")}</p>
        <div className="flex flex-wrap gap-3.5">
          <Way
            hot
            icon={<FlaskConical aria-hidden="true" />}
            title={t("welcome.sample")}
            says={sample.isPending ? t("welcome.sampleOpening") : t("welcome.sampleSays")}
            disabled={sample.isPending}
            onGo={() => sample.mutate(undefined)}
          />
          <Way
            icon={<Mail aria-hidden="true" />}
            title={mail ? t("welcome.create") : t("welcome.google")}
            says={mail ? t("welcome.createSays") : t("welcome.googleSays")}
            disabled={!gmail?.available}
            onGo={() => go(mail ? "/start/campaign" : "/start/google")}
          />
          <Way
            icon={<Table2 aria-hidden="true" />}
            title={t("welcome.file")}
            says={t("welcome.fileSays")}
            onGo={() => go("/start/file")}
          />
        </div>
        <p className="mt-6 text-s text-faint">{t("welcome.promise")}</p>
      </div>
    </main>
  );
}
