// node --test build/supabase/functions/hooks/
import assert from "node:assert/strict";
import { createHmac } from "node:crypto";
import { test } from "node:test";
import { answer, read } from "./notice.mjs";

const secrets = { drive: "channel-secret", mailchimpPath: "path-secret", mailchimp: "signing-secret", airtable: Buffer.from("mac-secret").toString("base64") };
const base = "https://abc.supabase.co/functions/v1/hooks/";
const sum = (key, text) => createHmac("sha256", key).update(text).digest("hex");
const post = (path, body, headers = {}) => new Request(base + path, { method: "POST", body, headers });
const drive = { "x-goog-message-number": "2", "x-goog-channel-token": "channel-secret", "x-goog-resource-state": "update" };
const stamped = (body, at = Date.now()) => {
  const t = Math.floor(at / 1000);
  return { "x-mailchimp-signature": `t=${t},v1=${sum("signing-secret", `${t}.${body}`)}` };
};

test("genuine notices", async () => {
  assert.deepEqual(await read(post("drive", "", drive), secrets), { provider: "sheets" });
  assert.deepEqual(await read(post("drive", "", { ...drive, "x-goog-resource-state": "sync" }), secrets), { provider: "" });
  assert.deepEqual(await read(new Request(`${base}mailchimp/path-secret`), secrets), { provider: "" });
  assert.deepEqual(await read(post("mailchimp/path-secret", "a=1", stamped("a=1")), secrets), { provider: "mailchimp" });
  assert.deepEqual(await read(post("airtable", "{}", { "x-airtable-content-mac": `hmac-sha256=${sum("mac-secret", "{}")}` }), secrets), { provider: "airtable" });
});

test("what is not genuine", async () => {
  for (const request of [
    post("drive", "", { ...drive, "x-goog-channel-token": "guess" }),
    post("drive", ""),
    new Request(`${base}mailchimp/guess`),
    post("mailchimp/path-secret", "a=1"),
    post("mailchimp/path-secret", "a=2", stamped("a=1")),
    post("mailchimp/path-secret", "a=1", stamped("a=1", Date.now() - 3_600_000)),
    post("airtable", "{}", { "x-airtable-content-mac": `hmac-sha256=${sum("guess", "{}")}` }),
    post("gmail", "{}"),
  ]) {
    assert.equal(await read(request, secrets), null, request.url);
  }
  assert.equal(await read(post("drive", "", { ...drive, "x-goog-channel-token": "" }), {}), null, "a closed door");
  assert.equal(await read(post("airtable", "{}", { "x-airtable-content-mac": `hmac-sha256=${sum("", "{}")}` }), {}), null, "a closed door");
});

test("one hint for many notices", async () => {
  const written = [];
  const store = { insert: async (p) => void written.push(p), recent: async (p) => written.includes(p) };
  for (let i = 0; i < 3; i++) assert.equal((await answer(post("drive", "", drive), secrets, store)).status, 204);
  assert.equal((await answer(post("drive", ""), secrets, store)).status, 404);
  assert.deepEqual(written, ["sheets"]);
});
