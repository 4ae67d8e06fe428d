// An Edge Function of the person's own Supabase project: it takes the notices of Drive, Mailchimp and Airtable, and writes a
// hint that the program hears at once. Install it with
//
//   supabase functions deploy hooks --no-verify-jwt
//   supabase secrets set MIXDOWN_USER=<your user id> MIXDOWN_DRIVE=… MIXDOWN_MAILCHIMP_PATH=… MIXDOWN_MAILCHIMP=… MIXDOWN_AIRTABLE=…
//
// and give the services https://PROJECT.supabase.co/functions/v1/hooks/drive, …/mailchimp/PATH and …/airtable. The services sign
// their notices themselves, so no sign-in of Supabase is asked for.
import { answer } from "./notice.mjs";

const env = (name: string) => Deno.env.get(name) ?? "";
const secrets = { drive: env("MIXDOWN_DRIVE"), mailchimpPath: env("MIXDOWN_MAILCHIMP_PATH"), mailchimp: env("MIXDOWN_MAILCHIMP"), airtable: env("MIXDOWN_AIRTABLE") };
const key = env("SUPABASE_SERVICE_ROLE_KEY");
const table = `${env("SUPABASE_URL")}/rest/v1/mixdown_hints`;
const headers = { apikey: key, authorization: `Bearer ${key}`, "content-type": "application/json" };
const user = env("MIXDOWN_USER");

async function insert(provider: string) {
  const r = await fetch(table, { method: "POST", headers, body: JSON.stringify({ user_id: user, provider }) });
  await r.body?.cancel();
  if (!r.ok) throw new Error(`hint: status ${r.status}`);
}

async function recent(provider: string) {
  const since = new Date(Date.now() - 10_000).toISOString();
  const r = await fetch(`${table}?select=id&limit=1&user_id=eq.${user}&provider=eq.${provider}&created_at=gte.${since}`, { headers });
  return r.ok && (await r.json()).length > 0;
}

Deno.serve(async (request: Request) => {
  try {
    return await answer(request, secrets, { insert, recent });
  } catch {
    return new Response(null, { status: 500 }); // the service sends it again
  }
});
