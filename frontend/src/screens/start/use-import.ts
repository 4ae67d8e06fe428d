import { backend, type ContactImport } from "../../backend";
import { useAct } from "../../data";
import { base64Of } from "./contact-file";

/** Imports a list of contacts into a campaign. */
export function useImport(done: (result: ContactImport) => void) {
  return useAct(
    async ({ campaignId, file }: { campaignId: string; file: File }) =>
      backend.importContactsData(campaignId, {
        name: file.name,
        data: await base64Of(file),
        modified: new Date(file.lastModified).toISOString(),
        columns: null,
        preview: false,
      }),
    done,
  );
}
