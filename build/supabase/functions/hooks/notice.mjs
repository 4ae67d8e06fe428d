// What proves a notice: the same rules as the program's own receiver, in the words of the web platform, so that the function
// runs at Supabase and its test in Node. A notice is only a hint that a source changed; nothing of it is kept.

const encoder = new TextEncoder();
const maxNotice = 64 * 1024;
const tooOld = 5 * 60;

/** Compares two texts in a time that tells nothing but their length. An empty secret is the same as nothing. */
function same(got, want) {
  if (!want || !got || got.length !== want.length) return false;
  let differ = 0;
  for (let i = 0; i < want.length; i++) differ |= got.charCodeAt(i) ^ want.charCodeAt(i);
  return differ === 0;
}

async function hmac(key, ...parts) {
  const k = await crypto.subtle.importKey("raw", key, { name: "HMAC", hash: "SHA-256" }, false, ["sign"]);
  const size = parts.reduce((n, p) => n + p.length, 0);
  const all = new Uint8Array(size);
  let at = 0;
  for (const p of parts) {
    all.set(p, at);
    at += p.length;
  }
  return [...new Uint8Array(await crypto.subtle.sign("HMAC", k, all))].map((b) => b.toString(16).padStart(2, "0")).join("");
}

async function signed(header, key, raw, now) {
  const parts = (header ?? "").split(",").map((p) => p.trim().split("="));
  const stamp = parts.find(([name]) => name === "t")?.[1] ?? "";
  if (!/^\d{1,12}$/.test(stamp) || Math.abs(now / 1000 - Number(stamp)) > tooOld) return false;
  const want = await hmac(encoder.encode(key), encoder.encode(`${stamp}.`), raw);
  return parts.some(([name, value]) => name === "v1" && same(value?.toLowerCase(), want));
}

/**
 * Reads a request: null where it is not genuine, { provider: "" } for a probe, { provider } for a notice.
 * secrets: { drive, mailchimpPath, mailchimp, airtable }; one that is missing closes its door.
 */
export async function read(request, secrets, now = Date.now()) {
  const path = new URL(request.url).pathname.replace(/^.*\/hooks\//, "");
  const [door, rest] = [path.split("/")[0], path.split("/").slice(1).join("/")];
  const raw = new Uint8Array(await request.arrayBuffer()); // signatures are over the raw bytes
  if (raw.length > maxNotice) return null;
  const head = (name) => request.headers.get(name) ?? "";
  switch (door) {
    case "drive":
      if (request.method !== "POST" || !head("x-goog-message-number") || !same(head("x-goog-channel-token"), secrets.drive)) return null;
      return { provider: head("x-goog-resource-state") === "sync" ? "" : "sheets" };
    case "mailchimp":
      if (!same(rest, secrets.mailchimpPath)) return null;
      if (request.method === "GET" || request.method === "HEAD") return { provider: "" };
      if (request.method !== "POST") return null;
      if (secrets.mailchimp && !(await signed(head("x-mailchimp-signature"), secrets.mailchimp, raw, now))) return null;
      return { provider: "mailchimp" };
    case "airtable": {
      if (request.method !== "POST" || !secrets.airtable) return null;
      const key = Uint8Array.from(atob(secrets.airtable), (c) => c.charCodeAt(0));
      if (!same(head("x-airtable-content-mac"), `hmac-sha256=${await hmac(key, raw)}`)) return null;
      return { provider: "airtable" };
    }
  }
  return null;
}

/** Answers one request: insert(provider) writes the hint, recent(provider) tells whether one was written a moment ago. */
export async function answer(request, secrets, { insert, recent }) {
  const notice = await read(request, secrets);
  if (!notice) return new Response(null, { status: 404 });
  // Repeated and rapid notices are one hint: the sync that follows reads everything anyway.
  if (notice.provider && !(await recent(notice.provider))) await insert(notice.provider);
  return new Response(null, { status: 204 });
}
