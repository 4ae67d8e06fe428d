import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { backend, type Connection, type ConnectRequest, type Problem, type ProviderInfo } from "../../backend";
import { useNotices } from "../../components/ui/notices";
import { Segment } from "../../components/ui/segment";
import { Trouble } from "../../components/ui/trouble";
import { useWords } from "../../words";
import { KeyForm } from "./key-form";
import { PermissionTable } from "./permission-table";
import { ConsoleButton, SignInErrors } from "./sign-in-errors";
import { SignInForm } from "./sign-in-form";
import { Waiting } from "./waiting";

/** Where Google's console puts a failed sign-in right. */
const places: Record<string, "apis" | "audience" | "clients"> = {
  bad_client: "clients",
  consent_refused: "audience",
  forbidden: "apis",
};

const google = new Set(["gmail", "sheets"]);

/** What went wrong with a sign-in, and where it is put right. */
function Failed({ problem, provider }: { problem: Problem; provider: ProviderInfo }) {
  const words = useWords();
  if (problem.code === "canceled") return <p className="text-muted">{words.said(problem.message)}</p>;
  const place = google.has(provider.name) ? (places[problem.code] ?? "") : "";
  return (
    <div className="grid gap-2">
      <Trouble problem={problem} />
      <div className="flex flex-wrap gap-2">
        <ConsoleButton place={place} />
        <SignInErrors provider={provider} />
      </div>
    </div>
  );
}

interface ConnectPanelProps {
  provider: ProviderInfo;
  onDone: (made: Connection) => void;
}

/** Connects one source: what it is asked for, the sign-in in the system's browser, or a key. Leaving it stops a sign-in. */
export function ConnectPanel({ provider, onDone }: ConnectPanelProps) {
  const { t } = useTranslation();
  const { say } = useNotices();
  const client = useQueryClient();
  const [way, setWay] = useState<"oauth" | "key">(provider.oauth ? "oauth" : "key");
  const {
    data: ready,
    error,
    refetch,
  } = useQuery<boolean, Problem>({
    queryKey: ["has-client", provider.name],
    queryFn: () => backend.hasClient(provider.name),
    enabled: provider.oauth,
  });
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
    onSuccess: async (made) => {
      // The first screen shows what is connected: it is asked again before anything goes on.
      await client.invalidateQueries();
      say(t("connect.done", { title: provider.title, account: made?.account ?? "" }));
      onDone(made);
    },
  });
  if (connect.isPending && !connect.variables?.key) return <Waiting provider={provider} />;
  const ways = [
    { value: "oauth" as const, label: t("connect.signIn") },
    { value: "key" as const, label: t("connect.key") },
  ];
  return (
    <div className="grid gap-4">
      <PermissionTable permissions={provider.permissions ?? []} />
      {connect.error && <Failed problem={connect.error} provider={provider} />}
      {provider.oauth && provider.keys && (
        <Segment label={t("connect.way")} value={way} options={ways} onChange={setWay} />
      )}
      {way === "key" && (
        <KeyForm provider={provider} busy={connect.isPending} onKey={(key) => connect.mutate({ key })} />
      )}
      {way === "oauth" && error && <Trouble problem={error} onRetry={() => void refetch()} />}
      {way === "oauth" && ready !== undefined && (
        <SignInForm
          provider={provider}
          ready={ready && connect.error?.code !== "bad_client"}
          google={google.has(provider.name)}
          onSignIn={connect.mutate}
        />
      )}
    </div>
  );
}
