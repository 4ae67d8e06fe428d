import { FilePlus2, FileSpreadsheet, MousePointerClick } from "lucide-react";
import { type ReactNode, useState } from "react";
import { useTranslation } from "react-i18next";
import { useLocation } from "wouter";
import { backend } from "../../backend";
import { Button } from "../../components/ui/button";
import { TextInput } from "../../components/ui/field";
import { Trouble } from "../../components/ui/trouble";
import { useAct, useConnections } from "../../data";
import { useSync } from "../../shell/use-sync";
import { useView } from "../../view";
import { draftOf } from "../campaigns/draft";
import { useSaveCampaign } from "../campaigns/use-save-campaign";
import { ConnectPanel } from "../connections/connect-panel";
import { Frame } from "./frame";
import { SheetLook } from "./sheet-look";

function Way({ icon, title, says, children }: { icon: ReactNode; title: string; says: string; children: ReactNode }) {
  return (
    <li className="flex flex-wrap items-center gap-x-4 gap-y-2 rounded-l border border-line bg-surface px-4 py-3.5">
      <span className="text-accent">{icon}</span>
      <div className="min-w-48 flex-1">
        <h2 className="font-semibold">{title}</h2>
        <p className="text-s text-muted">{says}</p>
      </div>
      {children}
    </li>
  );
}

/** The third step: the list of people. A sheet is picked on Google's page, pasted, or made; a file works too; all of it may wait. */
export function ContactsStep() {
  const { t } = useTranslation();
  const { boot, campaign } = useView();
  const { data: connections } = useConnections();
  const { start } = useSync();
  const [, go] = useLocation();
  const [pasted, setPasted] = useState("");
  const [signIn, setSignIn] = useState(false);
  const [choose, setChoose] = useState(false);
  const [tab, setTab] = useState(campaign?.rule.sheet ?? "");
  const sheets = boot.providers?.find((p) => p.name === "sheets");
  const connected = connections?.some((c) => c.provider === "sheets") ?? false;
  const spreadsheet = campaign?.rule.spreadsheet ?? "";
  const finish = () => {
    go("/");
    start();
  };
  const paste = useSaveCampaign(() => setSignIn(!connected));
  const use = useSaveCampaign(finish);
  const starter = useAct((name: string) => backend.starterSheet(campaign?.id ?? "", name), finish);
  if (!campaign) {
    return (
      <Frame at="contacts" title={t("start.contacts")}>
        <Button onClick={() => go("/start/campaign")}>{t("welcome.create")}</Button>
      </Frame>
    );
  }
  const save = (change: { spreadsheet?: string; sheet?: string }) => ({ ...draftOf(campaign), ...change });
  const failed = paste.error ?? starter.error ?? use.error;
  return (
    <Frame at="contacts" title={t("start.contacts")} says={t("start.contactsSays")}>
      {failed && <Trouble problem={failed} />}
      {signIn && sheets && !connected && (
        <div className="rounded-l border border-line bg-surface p-[18px]">
          <ConnectPanel provider={sheets} onDone={() => setSignIn(false)} />
          <Button kind="quiet" onClick={() => void backend.cancelConnect().then(() => setSignIn(false))}>
            {t("start.otherWay")}
          </Button>
        </div>
      )}
      {!signIn && connected && spreadsheet !== "" && !choose && (
        <SheetLook
          spreadsheet={spreadsheet}
          tab={tab}
          busy={use.isPending}
          onTab={setTab}
          onUse={(found) => (found === campaign.rule.sheet ? finish() : use.mutate(save({ sheet: found })))}
          onOther={() => setChoose(true)}
        />
      )}
      {!signIn && (!connected || spreadsheet === "" || choose) && (
        <ul className="grid gap-2.5">
          {!connected && (
            <Way icon={<MousePointerClick aria-hidden="true" />} title={t("start.pick")} says={t("start.pickSays")}>
              <Button kind="primary" onClick={() => setSignIn(true)}>
                {t("start.pickGo")}
              </Button>
            </Way>
          )}
          <Way icon={<FileSpreadsheet aria-hidden="true" />} title={t("start.paste")} says={t("start.pasteSays")}>
            <form
              className="flex basis-full gap-2"
              onSubmit={(e) => {
                e.preventDefault();
                setChoose(false);
                paste.mutate(save({ spreadsheet: pasted }));
              }}
            >
              <TextInput
                aria-label={t("start.paste")}
                placeholder="https://docs.google.com/spreadsheets/d/…"
                value={pasted}
                maxLength={500}
                onChange={(e) => setPasted(e.target.value)}
              />
              <Button type="submit" disabled={!pasted.trim() || paste.isPending}>
                {t("start.pasteGo")}
              </Button>
            </form>
          </Way>
          <Way icon={<FilePlus2 aria-hidden="true" />} title={t("start.starter")} says={t("start.starterSays")}>
            {connected ? (
              <Button onClick={() => starter.mutate(campaign.name)} disabled={starter.isPending}>
                {t("start.starterGo")}
              </Button>
            ) : (
              <span className="text-s text-faint">{t("start.starterFirst")}</span>
            )}
          </Way>
          <Way icon={<FileSpreadsheet aria-hidden="true" />} title={t("start.file")} says={t("start.fileSays")}>
            <Button onClick={() => go("/start/file")}>{t("contactFile.choose")}</Button>
          </Way>
        </ul>
      )}
      {!signIn && (
        <div className="mt-4 flex justify-end">
          <Button kind="quiet" onClick={finish}>
            {t("start.later")}
          </Button>
        </div>
      )}
    </Frame>
  );
}
