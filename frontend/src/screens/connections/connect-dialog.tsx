import { useTranslation } from "react-i18next";
import { backend, type ProviderInfo } from "../../backend";
import { Dialog } from "../../components/ui/dialog";
import { ConnectPanel } from "./connect-panel";

/** Connects one source without leaving the screen. Closing it gives a sign-in up. */
export function ConnectDialog({ provider, onClose }: { provider: ProviderInfo; onClose: () => void }) {
  const { t } = useTranslation();
  const close = () => {
    void backend.cancelConnect();
    onClose();
  };
  return (
    <Dialog open wide onClose={close} title={t("connect.title", { title: provider.title })} about={t("connect.says")}>
      <ConnectPanel provider={provider} onDone={onClose} />
    </Dialog>
  );
}
