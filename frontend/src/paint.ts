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
    if (!painted) afterPaint(() => set(true));
  }, []);
  return is;
}
