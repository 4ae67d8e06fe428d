import { useState } from "react";
import { useTranslation } from "react-i18next";
import { OfferField } from "./offer-field";
import { useOffers } from "./use-offers";

/** Which playlists of Spotify count: pasted links, one a line, or ticked in the account's own list. */
export function PlaylistChoice({ value, onChange }: { value: string[]; onChange: (value: string[]) => void }) {
  const { t } = useTranslation();
  const [wanted, setWanted] = useState(false);
  const { data, error, isFetching, refetch } = useOffers("spotify", "", wanted);
  const has = (id: string) => value.some((line) => line.includes(id));
  const tick = (id: string) => onChange(has(id) ? value.filter((line) => !line.includes(id)) : [...value, id]);
  return (
    <div className="grid gap-2">
      <OfferField
        label={t("offers.playlists")}
        hint={t("offers.playlistsSays")}
        loading={isFetching}
        problem={error}
        onChoose={data ? undefined : () => (error ? void refetch() : setWanted(true))}
      >
        <textarea
          rows={Math.min(6, Math.max(2, value.length))}
          spellCheck={false}
          className="w-full rounded-m border border-edge bg-bg px-2.5 py-1.5 font-mono text-s"
          value={value.join("\n")}
          onChange={(e) => onChange(e.target.value === "" ? [] : e.target.value.split("\n"))}
        />
      </OfferField>
      {data && (
        <fieldset className="scroll-quiet max-h-56 overflow-y-auto rounded-m border border-line px-2 py-1">
          <legend className="sr-only">{t("offers.playlists")}</legend>
          {data.length === 0 && <p className="px-1 py-1 text-muted">{t("offers.none")}</p>}
          {data.map((c) => (
            <label key={c.value} className="flex min-h-8 items-center gap-2.5 px-1">
              <input type="checkbox" className="check shrink-0" checked={has(c.value)} onChange={() => tick(c.value)} />
              <bdi className="min-w-0 flex-1 truncate">{c.name}</bdi>
              <span className="text-xs text-faint">{c.note}</span>
            </label>
          ))}
        </fieldset>
      )}
    </div>
  );
}
