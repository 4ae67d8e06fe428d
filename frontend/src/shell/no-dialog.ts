/**
 * Stands in for the dialog library that cmdk brings along for its own dialog. The palette uses ours, and so 10 KB of a
 * second dialog stay out of the window (vite.config.ts).
 */
export const Root = "div";
export const Portal = "div";
export const Overlay = "div";
export const Content = "div";
