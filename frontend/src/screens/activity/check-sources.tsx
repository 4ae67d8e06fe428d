import { useTranslation } from "react-i18next";
import { backend } from "../../backend";
import { Button } from "../../components/ui/button";
import { Card } from "../../components/ui/card";
import { useAct, useConnections } from "../../data";
import { CheckResult } from "../connections/check-result";

/** Asks the sources themselves what they have, and names every difference to what is held. It only reads. */
export function CheckSources({ source }: { source: string }) {
  const { t } = useTranslation();
  const { data: connections = [] } = useConnections();
  const wanted = source === "google_sheets" ? "sheets" : source;
  const some = connections.filter((c) => !wanted || c.provider === wanted);
  const check = useAct(async () => Promise.all(some.map((c) => backend.checkSource(c.id))));
  const found = (check.data ?? []).flat();
  return (
    <Card
      title={t("activity.check")}
      plainTitle
      note={t("activity.checkSays")}
      side={
        <Button disabled={check.isPending || some.length === 0} onClick={() => check.mutate(undefined)}>
          {check.isPending ? t("connections.checking") : t("connections.check")}
        </Button>
      }
    >
      {found.map((r) => (
        <section key={r.source} aria-label={t(`source.${r.source}`, { defaultValue: r.source })}>
          <h3 className="mt-2 text-s font-medium">{t(`source.${r.source}`, { defaultValue: r.source })}</h3>
          <CheckResult rows={[r]} />
        </section>
      ))}
      {check.isSuccess && found.length === 0 && <p className="text-muted">{t("activity.checkNone")}</p>}
    </Card>
  );
}
