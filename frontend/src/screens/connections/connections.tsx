import { Plus } from "lucide-react";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import type { Connection, ProviderInfo } from "../../backend";
import { Button } from "../../components/ui/button";
import { Page } from "../../components/ui/page";
import { Trouble } from "../../components/ui/trouble";
import { useConnections } from "../../data";
import { useView } from "../../view";
import { ImportLink } from "../import/import-link";
import { ConnectDialog } from "./connect-dialog";
import { ConnectionCard } from "./connection-card";
import { DisconnectDialog } from "./disconnect-dialog";

function Offer({ provider, onConnect }: { provider: ProviderInfo; onConnect: () => void }) {
  const { t } = useTranslation();
  return (
    <li className="flex flex-wrap items-center gap-x-3 gap-y-2 rounded-l border border-dashed border-line px-4 py-3">
      <div className="min-w-0 flex-[1_1_160px]">
        <strong className="font-semibold">{provider.title}</strong>
        <p className="text-s text-muted">{t(`offer.${provider.name}`, { defaultValue: provider.noun })}</p>
      </div>
      <div className="ml-auto flex items-center gap-2">
        <ImportLink source={provider.name} />
        {provider.available ? (
          <Button onClick={onConnect}>
            <Plus aria-hidden="true" />
            <span>
              {t("connections.connect")} <span className="sr-only">{provider.title}</span>
            </span>
          </Button>
        ) : (
          <span className="text-s text-faint">{t("connections.notHere")}</span>
        )}
      </div>
    </li>
  );
}

/** Every account that is read, what it may, and when it was last read well; and what else could be. */
export function Connections() {
  const { t } = useTranslation();
  const { boot } = useView();
  const { data = [], error, refetch, isPending } = useConnections();
  const [connecting, setConnecting] = useState<ProviderInfo | null>(null);
  const [leaving, setLeaving] = useState<Connection | null>(null);
  const providers = boot.providers ?? [];
  const providerOf = (c: Connection) => providers.find((p) => p.name === c.provider);
  const open = providers.filter((p) => !data.some((c) => c.provider === p.name));
  return (
    <Page title={t("nav.connections")} say={t("connections.say")}>
      {error && <Trouble problem={error} onRetry={() => void refetch()} />}
      {isPending && !error && <div className="skeleton h-40" />}
      <div className="columns-[380px] gap-x-3.5">
        {data.map((c) => (
          <ConnectionCard
            key={c.id}
            connection={c}
            provider={providerOf(c)}
            onReconnect={() => setConnecting(providerOf(c) ?? null)}
            onDisconnect={() => setLeaving(c)}
          />
        ))}
      </div>
      {open.length > 0 && (
        <section aria-labelledby="more-sources">
          <h2 id="more-sources" className="mt-2 mb-2 font-semibold">
            {data.length === 0 ? t("connections.first") : t("connections.more")}
          </h2>
          <ul className="grid grid-cols-[repeat(auto-fill,minmax(min(100%,330px),1fr))] gap-2.5">
            {open.map((p) => (
              <Offer key={p.name} provider={p} onConnect={() => setConnecting(p)} />
            ))}
          </ul>
        </section>
      )}
      {connecting && <ConnectDialog provider={connecting} onClose={() => setConnecting(null)} />}
      {leaving && <DisconnectDialog connection={leaving} onClose={() => setLeaving(null)} />}
    </Page>
  );
}
