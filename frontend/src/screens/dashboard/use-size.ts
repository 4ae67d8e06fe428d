import { type RefObject, useLayoutEffect, useState } from "react";

/** The size of an element, in whole pixels, as it changes. */
export function useSize(ref: RefObject<HTMLElement | null>, first: { width: number; height: number }) {
  const [size, setSize] = useState(first);
  useLayoutEffect(() => {
    const element = ref.current;
    if (!element) return;
    const measure = () => {
      if (element.clientWidth > 0) setSize({ width: element.clientWidth, height: element.clientHeight });
    };
    measure();
    const watch = new ResizeObserver(measure);
    watch.observe(element);
    return () => watch.disconnect();
  }, [ref]);
  return size;
}
