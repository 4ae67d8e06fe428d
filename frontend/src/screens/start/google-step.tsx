import { useTranslation } from "react-i18next";
import { useLocation } from "wouter";
import { Trouble } from "../../components/ui/trouble";
import { useView } from "../../view";
import { ConnectPanel } from "../connections/connect-panel";
import { Frame } from "./frame";

/** The first step: what Google is asked for, and the sign-in. */
export function GoogleStep() {
  const { t } = useTranslation();
  const { boot } = useView();
  const [, go] = useLocation();
  const gmail = boot.providers?.find((p) => p.name === "gmail" && p.available);
  return (
    <Frame at="google" title={t("start.google")} says={t("connect.says")}>
      {gmail ? (
        <ConnectPanel provider={gmail} onDone={() => go(boot.campaignId ? "/start/contacts" : "/start/campaign")} />
      ) : (
        <Trouble problem={{ code: "not_found", message: t("start.noGmail") }} />
      )}
    </Frame>
  );
}
