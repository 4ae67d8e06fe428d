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

const parts = [
  "settings.look",
  "settings.sync",
  "settings.sound",
  "settings.notifications",
  "settings.privacy",
  "hints.title",
  "receiver.title",
  "mirror.title",
  "settings.take",
  "settings.data",
  "settings.about",
];

/** The parts by name, beside them where there is room: each leads to its own. */
function Parts() {
  const { t } = useTranslation();
  const go = (title: string) => {
    const part = document.querySelector<HTMLElement>(`main section[aria-label="${title}"]`);
    part?.scrollIntoView({ block: "start" });
    part?.focus({ preventScroll: true });
  };
  return (
    <nav
      aria-label={t("nav.settings")}
      className="sticky top-4 grid w-52 shrink-0 justify-items-start text-s max-[1180px]:hidden"
    >
      {parts.map((part) => (
        <button
          key={part}
          type="button"
          onClick={() => go(t(part))}
          className="hit rounded-s px-2 py-1 text-left text-muted hover:bg-raised hover:text-text"
        >
          {t(part)}
        </button>
      ))}
    </nav>
  );
}

/** How Mixdown looks, sounds and works in the background; whom it talks to; whether every part is well. */
export function Settings() {
  const { t } = useTranslation();
  const { boot } = useView();
  return (
    <Page title={t("nav.settings")}>
      <div className="flex items-start gap-6">
        <div className="grid min-w-0 max-w-3xl flex-1 gap-3.5">
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
        <Parts />
      </div>
    </Page>
  );
}
