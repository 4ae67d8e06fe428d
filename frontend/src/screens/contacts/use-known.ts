import { useCallback } from "react";
import type { ContactStats } from "../../backend";
import type { Field } from "./contact-row";

/** The values that stand in the sheet already, to be offered while typing: the most used first. */
export function useKnown(stats: ContactStats | undefined) {
  return useCallback(
    (field: Field): string[] => {
      const counts = field === "status" ? stats?.byStatus : field === "role" ? stats?.byRole : null;
      return Object.entries(counts ?? {})
        .filter(([key]) => key !== "(blank)")
        .sort((a, b) => b[1] - a[1])
        .slice(0, 50)
        .map(([key]) => key);
    },
    [stats],
  );
}
