// The official client against the stand-in project: sign-in by code, tables, live changes, and what a second user sees.
// Arguments: the project's address and key, and where mailed codes are read.
import { createClient } from "@supabase/supabase-js";
import { randomUUID } from "node:crypto";
import assert from "node:assert/strict";
import WebSocket from "ws";

const [url, key, mail] = process.argv.slice(2);

async function signedIn(email) {
  const client = createClient(url, key, { auth: { persistSession: false, autoRefreshToken: false }, realtime: { transport: WebSocket } });
  const sent = await client.auth.signInWithOtp({ email });
  assert.equal(sent.error, null);
  const token = await (await fetch(`${mail}?email=${encodeURIComponent(email)}`)).text();
  const wrong = await client.auth.verifyOtp({ email, token: `${token}0`, type: "email" });
  assert.ok(wrong.error, "a wrong code was taken");
  const right = await client.auth.verifyOtp({ email, token, type: "email" });
  assert.equal(right.error, null);
  assert.equal(right.data.user.email, email);
  return client;
}

// With PKCE: the mail's link leads the browser to a loopback address with a code, and only who asked can use it.
async function bySignInLink(email) {
  const kept = new Map();
  const storage = { getItem: (k) => kept.get(k) ?? null, setItem: (k, v) => void kept.set(k, v), removeItem: (k) => void kept.delete(k) };
  const options = { auth: { flowType: "pkce", storage, persistSession: true, autoRefreshToken: false, detectSessionInUrl: false }, realtime: { transport: WebSocket } };
  const client = createClient(url, key, options);
  const sent = await client.auth.signInWithOtp({ email, options: { emailRedirectTo: "http://127.0.0.1:47890/callback?state=s" } });
  assert.equal(sent.error, null);
  const link = await (await fetch(`${mail.replace(/code$/, "link")}?email=${encodeURIComponent(email)}`)).text();
  const clicked = await fetch(link.replace(/^https:\/\/[^/]+/, url), { redirect: "manual" });
  const back = new URL(clicked.headers.get("location"));
  assert.equal(back.searchParams.get("state"), "s");
  const thief = createClient(url, key, { auth: { flowType: "pkce", persistSession: false }, realtime: { transport: WebSocket } });
  const stolen = await thief.auth.exchangeCodeForSession(back.searchParams.get("code"));
  assert.ok(stolen.error, "a code was taken without its verifier");
  const session = await client.auth.exchangeCodeForSession(back.searchParams.get("code"));
  assert.equal(session.error, null);
  assert.equal(session.data.user.email, email);
}
await bySignInLink("link@label.example");

const ours = await signedIn("you@label.example");
const session = randomUUID();
let answer = await ours.from("agent_sessions").upsert({ id: session, name: "Spring radio", observed_at: new Date().toISOString() }, { onConflict: "id" });
assert.equal(answer.error, null);

const told = new Promise((resolve, reject) => {
  setTimeout(() => reject(new Error("no live change within 10 s")), 10_000).unref();
  ours
    .channel(`campaign_results:${session}`)
    .on("postgres_changes", { event: "INSERT", schema: "public", table: "campaign_results", filter: `session_id=eq.${session}` }, (change) => resolve(change.new))
    .subscribe(async (status, error) => {
      if (error) reject(error);
      if (status !== "SUBSCRIBED") return;
      const added = await ours.from("campaign_results").insert({
        id: randomUUID(), session_id: session, agent_name: "tracker", metric_key: "emails_sent", metric_value: 23, metric_label: "Mails sent", metadata: { source: "gmail" },
      });
      if (added.error) reject(added.error);
    });
});
const row = await told;
assert.equal(Number(row.metric_value), 23);
assert.equal(row.metric_key, "emails_sent");

answer = await ours.from("campaign_results").select("metric_key,metric_value").eq("session_id", session).eq("agent_name", "tracker").order("created_at");
assert.deepEqual(answer.data, [{ metric_key: "emails_sent", metric_value: 23 }]);

const theirs = await signedIn("stranger@label.example");
answer = await theirs.from("campaign_results").select("*");
assert.deepEqual(answer.data, []);
answer = await theirs.from("agent_sessions").upsert({ id: session, name: "Mine now" }, { onConflict: "id" });
assert.equal(answer.error?.code, "42501");

const refreshed = await ours.auth.refreshSession();
assert.equal(refreshed.error, null);
answer = await ours.from("nothing").select("*");
assert.equal(answer.error?.code, "PGRST205");
await ours.removeAllChannels();
assert.equal((await ours.auth.signOut()).error, null);
console.log("ok");
process.exit(0);
