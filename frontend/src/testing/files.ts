import { readFileSync } from "node:fs";

// The files beside the page's code, as the server of the page would give them.
globalThis.fetch = async (address) => new Response(readFileSync(`.${address}`));
