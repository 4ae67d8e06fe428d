import { useTranslation } from "react-i18next";
import { useLocation } from "wouter";
import { Button } from "../../components/ui/button";
import { Card } from "../../components/ui/card";
import { ImportLink } from "../import/import-link";
import type { Group } from "./groups";

/** A source that could be connected and is not: one sentence in place of a row of dashes. */
export function OfferCard({ group }: { group: Group }) {
  const { t } = useTranslation();
  const [, go] = useLocation();
  return (
    <Card
      title={t(`card.${group.name}`, { defaultValue: group.title })}
      hue={group.name}
      note={t("dashboard.notConnected")}
    >
      <p className="mb-2.5 text-s text-muted">{t(`offer.${group.name}`, { defaultValue: "" })}</p>
      <div className="mt-auto flex flex-wrap gap-2">
        <Button onClick={() => go("/connections")}>{t("connections.connect")}</Button>
        <ImportLink source={group.name} />
      </div>
    </Card>
  );
}
