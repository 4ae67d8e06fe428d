import type { Transport } from "./index";

type Bound = Record<string, (...args: unknown[]) => Promise<unknown>>;

interface Runtime {
  EventsOn(event: string, heard: (...values: unknown[]) => void): (() => void) | undefined;
  ClipboardSetText(text: string): Promise<boolean>;
}

declare global {
  interface Window {
    go?: { main?: { App?: Bound } };
    runtime?: Runtime;
  }
}

/** Whether the page runs inside the program, even one whose bridge is broken: made-up figures must never show there. */
export function isHosted(): boolean {
  const { protocol, hostname } = window.location;
  return Boolean(window.go ?? window.runtime) || protocol === "wails:" || hostname.startsWith("wails");
}

/** The program's own methods. */
export async function openHost(): Promise<Transport> {
  const bound = window.go?.main?.App;
  const runtime = window.runtime;
  if (!bound || !runtime) {
    throw { code: "internal", message: "The window cannot reach the program. Close Mixdown and open it again." };
  }
  return {
    has: (method) => Boolean(bound[method]),
    async call(method, args) {
      const found = bound[method];
      if (!found) {
        throw { code: "internal", message: `This build of Mixdown has no "${method}". Install the newest version.` };
      }
      return found(...args);
    },
    on(event, heard) {
      const stop = runtime.EventsOn(event, (...values) => heard(values[0]));
      return () => stop?.(); // the bridge of a plain browser gives nothing to stop with
    },
    copy: (text) => runtime.ClipboardSetText(text),
    async save(name, text) {
      return bound.SaveText ? (await bound.SaveText(name, text)) !== "" : downloadText(name, text);
    },
  };
}

/** Offers text as a download of the page itself. */
export function downloadText(name: string, text: string): boolean {
  const address = URL.createObjectURL(new Blob([text], { type: "text/csv;charset=utf-8" }));
  const link = document.createElement("a");
  link.href = address;
  link.download = name;
  link.click();
  URL.revokeObjectURL(address);
  return true;
}
