import { useTranslation } from "react-i18next";
import { Page } from "../../components/ui/page";
import { useView } from "../../view";
import { About } from "./about";
import { Data } from "./data";
import { Hints } from "./hints";
import { Look } from "./look";
import { Mirror } from "./mirror/mirror";
import { Notifications } from "./notifications";
import { Privacy } from "./privacy";
import { Receiver } from "./receiver";
import { Sound } from "./sound";
import { Sync } from "./sync";
import { Take } from "./take";

/** How Mixdown looks, sounds and works in the background; whom it talks to; whether every part is well. */
export function Settings() {
  const { t } = useTranslation();
  const { boot } = useView();
  return (
    <Page title={t("nav.settings")}>
      <div className="grid max-w-3xl gap-3.5">
        <Look />
        <Sync />
        <Sound />
        <Notifications />
        <Privacy />
        <Hints />
        <Receiver />
        <Mirror />
        <Take />
        <Data />
        <About version={boot.version} platform={boot.platform} />
      </div>
    </Page>
  );
}
