// The window must open at once: all of the JavaScript that it may load stays within this many bytes of gzip. The made-up
// figures for a plain browser are counted beside it: the window never loads them (src/backend/index.ts).
import { readdirSync, readFileSync } from "node:fs";
import { gzipSync } from "node:zlib";

const LIMIT = 250_000;
const folder = new URL("../dist/assets/", import.meta.url);
let total = 0;
for (const name of readdirSync(folder).filter((n) => n.endsWith(".js"))) {
  const size = gzipSync(readFileSync(new URL(name, folder)), { level: 9 }).length;
  const sample = /^fake-/.test(name);
  if (!sample) total += size;
  console.log(`${String(size).padStart(8)}  ${name}${sample ? " (a plain browser's alone)" : ""}`);
}
console.log(`${String(total).padStart(8)}  of ${LIMIT}`);
if (total === 0 || total > LIMIT) process.exit(1);
