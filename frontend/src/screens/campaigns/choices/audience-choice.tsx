import { useState } from "react";
import { useTranslation } from "react-i18next";
import { Choice, TextInput } from "../../../components/ui/field";
import { OfferField } from "./offer-field";
import { useOffers } from "./use-offers";

/** Which audience of Mailchimp counts; none for all of them. Chosen by name, kept by id. */
export function AudienceChoice({ value, onChange }: { value: string; onChange: (value: string) => void }) {
  const { t } = useTranslation();
  const [wanted, setWanted] = useState(false);
  const { data, error, isFetching, refetch } = useOffers("mailchimp", "", wanted);
  const known = data?.some((c) => c.value === value || c.name === value);
  return (
    <OfferField
      label={t("offers.audience")}
      hint={t("offers.audienceSays")}
      loading={isFetching}
      problem={error}
      onChoose={data ? undefined : () => (error ? void refetch() : setWanted(true))}
    >
      {data ? (
        <Choice
          className="w-full"
          value={data.find((c) => c.name === value)?.value ?? value}
          onChange={(e) => onChange(e.target.value)}
        >
          <option value="">{t("offers.allAudiences")}</option>
          {value !== "" && !known && <option value={value}>{value}</option>}
          {data.map((c) => (
            <option key={c.value} value={c.value}>{`${c.name} · ${c.note}`}</option>
          ))}
        </Choice>
      ) : (
        <TextInput value={value} maxLength={200} onChange={(e) => onChange(e.target.value)} />
      )}
    </OfferField>
  );
}
