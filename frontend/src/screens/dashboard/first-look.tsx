import { useTranslation } from "react-i18next";
import { useLocation } from "wouter";
import { Button } from "../../components/ui/button";
import { Empty } from "../../components/ui/empty";
import { useConnections } from "../../data";
import { useSync } from "../../shell/use-sync";

/** The very first load, before there is anything to show. */
export function Skeleton() {
  const { t } = useTranslation();
  return (
    <div role="status" aria-label={t("common.loading")} className="grid gap-3.5">
      <div className="skeleton h-16" />
      <div className="skeleton h-36" />
      <div className="skeleton h-64" />
    </div>
  );
}

/** No figures yet: either nothing is connected, or nothing was synced. */
export function NothingYet() {
  const { t } = useTranslation();
  const [, go] = useLocation();
  const { data: connections } = useConnections();
  const { start, running, progress } = useSync();
  if (!connections) return null;
  if (connections.length === 0) {
    return (
      <Empty
        title={t("dashboard.unconnected")}
        action={
          <Button kind="primary" onClick={() => go("/connections")}>
            {t("dashboard.connect")}
          </Button>
        }
      >
        {t("dashboard.unconnectedSays")}
      </Empty>
    );
  }
  if (running) {
    return (
      <Empty title={t("dashboard.firstSync")}>
        {progress?.known
          ? t("dashboard.firstSyncAt", { done: progress.done, known: progress.known })
          : t("dashboard.firstSyncSays")}
      </Empty>
    );
  }
  return (
    <Empty
      title={t("dashboard.unsynced")}
      action={
        <Button kind="primary" onClick={() => start()}>
          {t("sync.now")}
        </Button>
      }
    >
      {t("dashboard.unsyncedSays")}
    </Empty>
  );
}
