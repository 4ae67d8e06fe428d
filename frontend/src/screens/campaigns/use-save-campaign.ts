import { useQueryClient } from "@tanstack/react-query";
import { type Boot, backend, type Campaign } from "../../backend";
import { useAct } from "../../data";

/** Keeps a campaign, and makes it the one in use for all that is on the screen. The form shows what is wrong with it. */
export function useSaveCampaign(done: (made: Campaign) => void) {
  const client = useQueryClient();
  return useAct(
    backend.saveCampaign,
    (made) => {
      client.setQueryData<Boot>(
        ["boot"],
        (b) =>
          b && { ...b, campaignId: made.id, campaigns: [made, ...(b.campaigns ?? []).filter((c) => c.id !== made.id)] },
      );
      done(made);
    },
    "shown",
  );
}
