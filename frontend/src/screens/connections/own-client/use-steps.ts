import { useEffect, useState } from "react";

/** What the person did in Google's console so far, kept over the way to the browser and back. It holds no secret. */
export interface Steps {
  project: string;
  apis: boolean;
  publish: boolean;
}

const place = "mixdown own client";
const none: Steps = { project: "", apis: false, publish: false };

function kept(): Steps {
  try {
    return { ...none, ...JSON.parse(localStorage.getItem(place) ?? "{}") };
  } catch {
    return none;
  }
}

export function useSteps() {
  const [steps, setSteps] = useState(kept);
  useEffect(() => {
    try {
      localStorage.setItem(place, JSON.stringify(steps));
    } catch {
      // the page may be without a store: then the steps are of this visit only
    }
  }, [steps]);
  return { steps, set: (change: Partial<Steps>) => setSteps((s) => ({ ...s, ...change })) };
}
