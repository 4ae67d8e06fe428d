/**
 * Stands in for what cmdk brings along and the palette never uses: a second dialog (the palette has ours) and elements that take
 * the form of their child. 12 KB of gzip stay out of the window (vite.config.ts).
 */
export const Root = "div";
export const Portal = "div";
export const Overlay = "div";
export const Content = "div";

export const Primitive = { div: "div", input: "input" };
