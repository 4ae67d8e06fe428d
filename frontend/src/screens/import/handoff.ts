import type { DroppedFile } from "../../backend";

/** What the program takes of a file at most, and one byte more: it is the program that says "too large". */
const LARGEST = 5 * 1024 * 1024 + 1;

let waiting: File[] = [];

/** Files that were dropped elsewhere in the window wait here for the import screen. */
export function leave(files: File[]): void {
  waiting = files;
}

/** Takes what waits, once. */
export function pickUp(): File[] {
  const files = waiting;
  waiting = [];
  return files;
}

export const isExport = (file: File) => /\.csv$/i.test(file.name);

function base64(file: Blob): Promise<string> {
  return new Promise((done, failed) => {
    const reader = new FileReader();
    reader.onload = () => done(String(reader.result).replace(/^[^,]*,/, ""));
    reader.onerror = () => failed({ code: "invalid", message: "" });
    reader.readAsDataURL(file);
  });
}

/** Files as the program takes them. */
export const bytesOf = (files: File[]): Promise<DroppedFile[]> =>
  Promise.all(files.map(async (f) => ({ name: f.name, data: await base64(f.slice(0, LARGEST)) })));
