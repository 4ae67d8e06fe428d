import { useState } from "react";
import { useTranslation } from "react-i18next";
import { Choice, Field, TextInput } from "../../../components/ui/field";
import { OfferField } from "./offer-field";
import { useOffers } from "./use-offers";

/** Which table of Airtable counts, and which of its fields is the status. Chosen by names, kept by ids, so that a new name changes nothing. */
export function TableChoice({ value, onChange }: { value: string; onChange: (value: string) => void }) {
  const { t } = useTranslation();
  const [wanted, setWanted] = useState(false);
  const bases = useOffers("airtable", "", wanted);
  const [base = "", rest = ""] = value.split("/");
  const [within, setWithin] = useState(/^app[A-Za-z0-9]{14}$/.test(base) ? base : "");
  const tables = useOffers("airtable", within, wanted && within !== "");
  const [table = ""] = rest.split(":");
  const chosen = tables.data?.find((c) => c.value === `${within}/${table}`);
  const pick = (next: string) => {
    setWithin(next);
    if (next !== base) onChange("");
  };
  return (
    <div className="grid gap-3">
      <OfferField
        label={t("offers.table")}
        hint={t("offers.tableSays")}
        loading={bases.isFetching}
        problem={bases.error ?? tables.error}
        onChoose={bases.data ? undefined : () => (bases.error ? void bases.refetch() : setWanted(true))}
      >
        <TextInput
          className="font-mono"
          placeholder="Bookings/Contacts:Status"
          maxLength={600}
          value={value}
          onChange={(e) => onChange(e.target.value)}
        />
      </OfferField>
      {bases.data && (
        <div className="grid grid-cols-[repeat(auto-fit,minmax(150px,1fr))] gap-3">
          <Field label={t("offers.base")}>
            <Choice value={within} onChange={(e) => pick(e.target.value)}>
              <option value="">{t("offers.choose")}</option>
              {bases.data.map((c) => (
                <option key={c.within} value={c.within}>
                  {c.name}
                </option>
              ))}
            </Choice>
          </Field>
          {tables.data && (
            <Field label={t("offers.tableOf")}>
              <Choice value={chosen?.value ?? ""} onChange={(e) => onChange(e.target.value)}>
                <option value="">{t("offers.choose")}</option>
                {tables.data.map((c) => (
                  <option key={c.value} value={c.value}>
                    {c.name}
                  </option>
                ))}
              </Choice>
            </Field>
          )}
          {chosen && (
            <Field label={t("offers.status")}>
              <Choice value={value} onChange={(e) => onChange(e.target.value)}>
                <option value={chosen.value}>{t("offers.noStatus")}</option>
                {(chosen.choices ?? []).map((c) => (
                  <option key={c.value} value={c.value}>
                    {c.name}
                  </option>
                ))}
              </Choice>
            </Field>
          )}
        </div>
      )}
    </div>
  );
}
