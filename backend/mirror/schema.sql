-- Mixdown's mirror, version 1. Run it in the SQL editor of your own Supabase project, as often as you like: it adds what is
-- missing, changes no row, and also brings tables of an earlier campaign dashboard up to date. Every table is closed to
-- everybody but the signed-in owner of a row. No column holds a token; where an earlier table has such columns, they are
-- left alone and may stay empty.

begin;

create table if not exists public.agent_sessions (
  id uuid primary key,
  user_id uuid not null default auth.uid() references auth.users (id) on delete cascade
);
alter table public.agent_sessions
  add column if not exists name text not null default '',
  add column if not exists archived_at timestamptz,
  add column if not exists created_at timestamptz not null default now(),
  add column if not exists updated_at timestamptz not null default now(),
  add column if not exists observed_at timestamptz not null default now(),
  add column if not exists deleted_at timestamptz;

create table if not exists public.integration_connections (
  id uuid primary key,
  user_id uuid not null default auth.uid() references auth.users (id) on delete cascade,
  provider text not null check (provider in ('gmail', 'google_sheets', 'airtable', 'mailchimp', 'spotify'))
);
alter table public.integration_connections
  add column if not exists account text,
  add column if not exists status text default 'active',
  add column if not exists auto_sync_enabled boolean default true,
  add column if not exists metadata jsonb,
  add column if not exists connected_at timestamptz default now(),
  add column if not exists last_sync_at timestamptz,
  add column if not exists updated_at timestamptz not null default now(),
  add column if not exists observed_at timestamptz not null default now(),
  add column if not exists deleted_at timestamptz;
-- One person may have two mailboxes.
drop index if exists public.unique_user_provider;

create table if not exists public.integration_sync_logs (
  id uuid primary key,
  user_id uuid not null default auth.uid() references auth.users (id) on delete cascade
);
alter table public.integration_sync_logs
  add column if not exists session_id uuid references public.agent_sessions (id) on delete cascade,
  add column if not exists integration_type text,
  add column if not exists status text,
  add column if not exists records_synced integer,
  add column if not exists sync_duration_ms integer,
  add column if not exists error_message text,
  add column if not exists synced_at timestamptz default now(),
  add column if not exists updated_at timestamptz not null default now(),
  add column if not exists observed_at timestamptz not null default now(),
  add column if not exists deleted_at timestamptz;

create table if not exists public.campaign_results (
  id uuid primary key default gen_random_uuid(),
  session_id uuid not null references public.agent_sessions (id) on delete cascade,
  agent_name text not null check (agent_name in ('broker', 'scout', 'coach', 'tracker', 'insight')),
  metric_key text not null,
  metric_value numeric,
  metric_label text not null
);
alter table public.campaign_results
  add column if not exists user_id uuid default auth.uid() references auth.users (id) on delete cascade,
  add column if not exists metric_unit text,
  add column if not exists metadata jsonb,
  add column if not exists created_at timestamptz default now(),
  add column if not exists updated_at timestamptz default now(),
  add column if not exists observed_at timestamptz not null default now(),
  add column if not exists deleted_at timestamptz;
-- Unknown is not zero: a value that no source told is null, and the reason stands in the metadata.
alter table public.campaign_results alter column metric_value drop not null;

-- Hints that a source changed, written by the function in build/supabase/functions where it is installed. A hint says which
-- source and nothing else; it is a wake-up that leads to a normal sync.
create table if not exists public.mixdown_hints (
  id bigint generated always as identity primary key,
  user_id uuid not null default auth.uid() references auth.users (id) on delete cascade,
  provider text not null check (provider in ('gmail', 'sheets', 'mailchimp', 'airtable')),
  created_at timestamptz not null default now()
);
create index if not exists mixdown_hints_by_user on public.mixdown_hints (user_id, created_at);

-- Tables of an earlier dashboard: what it demanded, and what it did not have.
do $$
begin
  if exists (select from information_schema.columns where table_schema = 'public' and table_name = 'integration_connections' and column_name = 'access_token') then
    alter table public.integration_connections alter column access_token drop not null;
  end if;
  update public.campaign_results r set user_id = s.user_id
    from public.agent_sessions s where r.user_id is null and s.id = r.session_id;
end $$;
alter table public.agent_sessions alter column user_id set default auth.uid();
alter table public.integration_connections alter column user_id set default auth.uid();
alter table public.integration_sync_logs alter column user_id set default auth.uid();
alter table public.campaign_results alter column user_id set default auth.uid();
alter table public.campaign_results alter column id set default gen_random_uuid();

-- Indexes: what the policies, the live feed and the catching up ask for.

create index if not exists agent_sessions_by_user on public.agent_sessions (user_id);
create index if not exists integration_connections_by_user on public.integration_connections (user_id, provider);
create index if not exists integration_sync_logs_by_user on public.integration_sync_logs (user_id, synced_at desc);
create index if not exists integration_sync_logs_by_session on public.integration_sync_logs (session_id);
create index if not exists campaign_results_by_user on public.campaign_results (user_id);
create index if not exists campaign_results_by_key on public.campaign_results (session_id, metric_key, created_at desc);
create index if not exists campaign_results_by_time on public.campaign_results (session_id, created_at, id);
create index if not exists campaign_results_by_change on public.campaign_results (session_id, updated_at);

-- The newest observation wins. A device that was offline for a week, or restored from a backup, cannot put an older value
-- over a newer one; a row that is sent twice changes nothing. A writer that does not know observed_at (another agent, the
-- table editor) changes the row now. A clock that runs ahead counts as now, so that it cannot lock the others out. When a row
-- was last changed is the database's own time, whatever a writer says: that is how corrections are found.

create or replace function public.mixdown_newest_wins() returns trigger
language plpgsql set search_path = '' as $$
begin
  new.observed_at := least(new.observed_at, now() + interval '1 minute');
  if tg_op = 'INSERT' then
    new.updated_at := now();
  end if;
  if tg_op = 'UPDATE' then
    if new.observed_at < old.observed_at then
      return null;
    end if;
    new.updated_at := old.updated_at;
    if to_jsonb(new) = to_jsonb(old) then
      return null;
    end if;
    if new.observed_at = old.observed_at then
      new.observed_at := greatest(now(), old.observed_at);
    end if;
    new.updated_at := now();
  end if;
  return new;
end $$;
revoke all on function public.mixdown_newest_wins() from public;

do $$
declare t text;
begin
  foreach t in array array['agent_sessions', 'integration_connections', 'integration_sync_logs', 'campaign_results'] loop
    execute format('drop trigger if exists mixdown_newest_wins on public.%I', t);
    execute format('create trigger mixdown_newest_wins before insert or update on public.%I for each row execute function public.mixdown_newest_wins()', t);
  end loop;
end $$;

-- Row-level security: four policies a table, for signed-in people and their own rows. A result or a log belongs to a
-- session of the same person; one that is somebody else's is refused in the same words as one that does not exist.

alter table public.agent_sessions enable row level security;
alter table public.integration_connections enable row level security;
alter table public.integration_sync_logs enable row level security;
alter table public.campaign_results enable row level security;

do $$
declare
  t text;
  mine constant text := 'user_id = (select auth.uid())';
  ours text;
begin
  foreach t in array array['agent_sessions', 'integration_connections', 'integration_sync_logs', 'campaign_results'] loop
    ours := mine;
    if t in ('integration_sync_logs', 'campaign_results') then
      ours := mine || ' and (session_id is null or exists (select from public.agent_sessions s where s.id = session_id and s.user_id = (select auth.uid())))';
    end if;
    execute format('drop policy if exists mixdown_read on public.%I', t);
    execute format('drop policy if exists mixdown_add on public.%I', t);
    execute format('drop policy if exists mixdown_change on public.%I', t);
    execute format('drop policy if exists mixdown_remove on public.%I', t);
    execute format('create policy mixdown_read on public.%I for select to authenticated using (%s)', t, mine);
    execute format('create policy mixdown_add on public.%I for insert to authenticated with check (%s)', t, ours);
    execute format('create policy mixdown_change on public.%I for update to authenticated using (%s) with check (%s)', t, mine, ours);
    execute format('create policy mixdown_remove on public.%I for delete to authenticated using (%s)', t, mine);
    execute format('revoke all on public.%I from anon, public', t);
    execute format('revoke all on public.%I from authenticated', t);
    execute format('grant select, insert, update, delete on public.%I to authenticated', t);
  end loop;
end $$;

alter table public.mixdown_hints enable row level security;
drop policy if exists mixdown_read on public.mixdown_hints;
drop policy if exists mixdown_remove on public.mixdown_hints;
create policy mixdown_read on public.mixdown_hints for select to authenticated using (user_id = (select auth.uid()));
create policy mixdown_remove on public.mixdown_hints for delete to authenticated using (user_id = (select auth.uid()));
revoke all on public.mixdown_hints from anon, authenticated, public;
grant select, delete on public.mixdown_hints to authenticated;

-- Policies that somebody else made on these tables are left alone, and may open them further: they are named.
do $$
declare p record;
begin
  for p in select tablename, policyname from pg_policies where schemaname = 'public'
    and tablename in ('agent_sessions', 'integration_connections', 'integration_sync_logs', 'campaign_results')
    and permissive = 'PERMISSIVE' and policyname not in ('mixdown_read', 'mixdown_add', 'mixdown_change', 'mixdown_remove') loop
    raise warning 'the policy "%" on % is not Mixdown''s: check whom it lets in', p.policyname, p.tablename;
  end loop;
end $$;

-- Retention: drops what was marked as deleted a month ago, runs older than keep_days, and values older than that of which
-- there is a newer one. It works on the caller's own rows. With the extension pg_cron it can run by itself.

create or replace function public.mixdown_tidy(keep_days integer default 400) returns integer
language plpgsql security invoker set search_path = '' as $$
declare
  dropped integer := 0;
  n integer;
begin
  if keep_days < 30 then
    raise exception 'keep_days is at least 30';
  end if;
  delete from public.campaign_results where deleted_at < now() - interval '30 days';
  get diagnostics n = row_count; dropped := dropped + n;
  delete from public.campaign_results r where r.created_at < now() - make_interval(days => keep_days)
    and exists (select from public.campaign_results newer where newer.session_id = r.session_id and newer.agent_name = r.agent_name
      and newer.metric_key = r.metric_key and newer.created_at > r.created_at);
  get diagnostics n = row_count; dropped := dropped + n;
  delete from public.integration_sync_logs where deleted_at < now() - interval '30 days' or synced_at < now() - make_interval(days => keep_days);
  get diagnostics n = row_count; dropped := dropped + n;
  delete from public.integration_connections where deleted_at < now() - interval '30 days';
  get diagnostics n = row_count; dropped := dropped + n;
  delete from public.mixdown_hints where created_at < now() - interval '1 day';
  delete from public.agent_sessions where deleted_at < now() - interval '30 days';
  get diagnostics n = row_count; dropped := dropped + n;
  return dropped;
end $$;
revoke all on function public.mixdown_tidy(integer) from public, anon;
grant execute on function public.mixdown_tidy(integer) to authenticated;

-- Live updates.

do $$
declare t text;
begin
  if not exists (select from pg_publication where pubname = 'supabase_realtime') then
    create publication supabase_realtime;
  end if;
  foreach t in array array['campaign_results', 'mixdown_hints'] loop
    if not exists (select from pg_publication where pubname = 'supabase_realtime' and puballtables)
       and not exists (select from pg_publication_tables where pubname = 'supabase_realtime' and schemaname = 'public' and tablename = t) then
      execute format('alter publication supabase_realtime add table public.%I', t);
    end if;
  end loop;
end $$;

-- Which version this is. The program reads it and says when it must be run again.

create table if not exists public.mixdown_schema (
  one boolean primary key default true check (one),
  version integer not null,
  installed_at timestamptz not null default now()
);
alter table public.mixdown_schema enable row level security;
drop policy if exists mixdown_read on public.mixdown_schema;
create policy mixdown_read on public.mixdown_schema for select to authenticated using (true);
revoke all on public.mixdown_schema from anon, authenticated, public;
grant select on public.mixdown_schema to authenticated;
insert into public.mixdown_schema (version) values (1)
  on conflict (one) do update set version = excluded.version, installed_at = now() where public.mixdown_schema.version < excluded.version;

commit;

-- The REST server learns of the tables.
notify pgrst, 'reload schema';
