import { useQueryClient } from "@tanstack/react-query";
import { type Boot, backend, type Settings } from "../../backend";
import { useAct } from "../../data";
import { useView } from "../../view";

/** The person's choices, and how to change one: the page shows it at once, the program keeps it. */
export function useSettings() {
  const { boot } = useView();
  const client = useQueryClient();
  const save = useAct(({ key, value }: { key: keyof Settings; value: Settings[keyof Settings] }) =>
    backend.saveSetting(key, value),
  );
  const set =
    <K extends keyof Settings>(key: K) =>
    (value: Settings[K]) => {
      client.setQueryData<Boot>(["boot"], (b) => b && { ...b, settings: { ...b.settings, [key]: value } });
      save.mutate({ key, value });
    };
  return { s: boot.settings, set };
}
