import { useMutation, useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { backend, type Connection, type ConnectRequest, type Problem, type ProviderInfo } from "../../backend";
import { Button } from "../../components/ui/button";
import { Dialog } from "../../components/ui/dialog";
import { useNotices } from "../../components/ui/notices";
import { Segment } from "../../components/ui/segment";
import { Trouble } from "../../components/ui/trouble";
import { KeyForm } from "./key-form";
import { PermissionTable } from "./permission-table";
import { SignInForm } from "./sign-in-form";

function Waiting({ title }: { title: string }) {
  const { t } = useTranslation();
  return (
    <div role="status" className="grid place-items-center gap-3 py-8 text-center">
      <p className="text-l font-semibold">{t("connect.waiting")}</p>
      <p className="max-w-sm text-muted">{t("connect.waitingSays", { title })}</p>
      <Button onClick={() => void backend.cancelConnect()}>{t("connect.giveUp")}</Button>
    </div>
  );
}

/** Connects one source: what it is asked for, the sign-in in the system's browser, or a key. */
export function ConnectDialog({
  provider,
  onClose,
  onDone,
}: {
  provider: ProviderInfo;
  onClose: () => void;
  onDone?: () => void;
}) {
  const { t } = useTranslation();
  const { say } = useNotices();
  const client = useQueryClient();
  const [way, setWay] = useState<"oauth" | "key">(provider.oauth ? "oauth" : "key");
  const connect = useMutation<Connection, Problem, Partial<ConnectRequest>>({
    mutationFn: (request) =>
      backend.connect({
        provider: provider.name,
        clientJSON: "",
        clientId: "",
        clientSecret: "",
        key: "",
        allFiles: false,
        ...request,
      }),
    onSuccess: (made) => {
      void client.invalidateQueries();
      say(t("connect.done", { title: provider.title, account: made?.account ?? "" }));
      onClose();
      onDone?.();
    },
  });
  const close = () => {
    if (connect.isPending) void backend.cancelConnect();
    onClose();
  };
  const ways = [
    { value: "oauth" as const, label: t("connect.signIn") },
    { value: "key" as const, label: t("connect.key") },
  ];
  return (
    <Dialog open wide onClose={close} title={t("connect.title", { title: provider.title })} about={t("connect.says")}>
      {connect.isPending && !connect.variables?.key ? (
        <Waiting title={provider.title} />
      ) : (
        <div className="grid gap-4">
          <PermissionTable permissions={provider.permissions ?? []} />
          {connect.error &&
            (connect.error.code === "canceled" ? (
              <p className="text-muted">{connect.error.message}</p>
            ) : (
              <Trouble problem={connect.error} />
            ))}
          {provider.oauth && provider.keys && (
            <Segment label={t("connect.way")} value={way} options={ways} onChange={setWay} />
          )}
          {way === "oauth" ? (
            <SignInForm
              provider={provider}
              badClient={connect.error?.code === "bad_client"}
              onSignIn={connect.mutate}
            />
          ) : (
            <KeyForm provider={provider} busy={connect.isPending} onKey={(key) => connect.mutate({ key })} />
          )}
        </div>
      )}
    </Dialog>
  );
}
