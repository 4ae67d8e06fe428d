import { base64Of } from "../start/contact-file";

/** The largest list that is taken: the program's own bound. */
export const LARGEST = 32 * 1024 * 1024;

export interface ChosenFile {
  name: string;
  data: string;
  modified: string;
}

/** Reads a file as the program takes it: its bytes in base64. */
export async function readFile(file: File): Promise<ChosenFile> {
  return { name: file.name, data: await base64Of(file), modified: new Date(file.lastModified).toISOString() };
}
