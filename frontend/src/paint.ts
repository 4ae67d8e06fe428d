import { useEffect, useState } from "react";

let painted = false;

/** Calls what can wait until the first figures are on the screen: two frames on, when the page has nothing else to do. */
export function afterPaint(then: () => void): void {
  requestAnimationFrame(() =>
    requestAnimationFrame(() =>
      setTimeout(() => {
        painted = true;
        then();
      }),
    ),
  );
}

/** False while the window draws its first figures, then true: what stands below them is drawn a moment later. */
export function usePainted(): boolean {
  const [is, set] = useState(painted);
  useEffect(() => {
    // It may have been painted between this drawing and now.
    if (painted) set(true);
    else afterPaint(() => set(true));
  }, []);
  return is;
}
