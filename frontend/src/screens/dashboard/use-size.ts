import { type RefObject, useEffect, useState } from "react";

/** The size of an element, in whole pixels, as it changes. */
export function useSize(ref: RefObject<HTMLElement | null>, first: { width: number; height: number }) {
  const [size, setSize] = useState(first);
  useEffect(() => {
    const element = ref.current;
    if (!element) return;
    const watch = new ResizeObserver(() => {
      if (element.clientWidth > 0) setSize({ width: element.clientWidth, height: element.clientHeight });
    });
    watch.observe(element);
    return () => watch.disconnect();
  }, [ref]);
  return size;
}
