import { useTranslation } from "react-i18next";
import { backend, type ProviderInfo } from "../../backend";
import { Button } from "../../components/ui/button";
import { SignInErrors } from "./sign-in-errors";

/** While the person is on the service's page: what happens there, and what to do when it shows an error. */
export function Waiting({ provider }: { provider: ProviderInfo }) {
  const { t } = useTranslation();
  return (
    <div className="grid justify-items-center gap-3 py-8 text-center">
      <div role="status">
        <p className="text-l font-semibold">{t("connect.waiting")}</p>
        <p className="mx-auto mt-1 max-w-md text-muted">{t("connect.waitingSays", { title: provider.title })}</p>
      </div>
      <Button onClick={() => void backend.cancelConnect()}>{t("connect.giveUp")}</Button>
      <SignInErrors provider={provider} />
    </div>
  );
}
