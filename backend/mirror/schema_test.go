//go:build unix

package mirror

import (
	"fmt"
	"strings"
	"testing"
)

const (
	alice   = "a0000000-0000-4000-8000-000000000001"
	bob     = "b0000000-0000-4000-8000-000000000002"
	session = "5e000000-0000-4000-8000-000000000001"
	result  = "4e000000-0000-4000-8000-000000000001"
)

var ownedTables = []string{"agent_sessions", "integration_connections", "integration_sync_logs", "campaign_results"}

func TestSchemaNamesItsVersion(t *testing.T) {
	for _, want := range []string{fmt.Sprintf("version %d.", SchemaVersion), fmt.Sprintf("(version) values (%d)", SchemaVersion)} {
		if !strings.Contains(Schema(), want) {
			t.Errorf("schema.sql does not say %q", want)
		}
	}
}

// filled is a database with the schema, two users, and one row of Alice's in each table.
func filled(t *testing.T) *database {
	d := newDatabase(t)
	d.must("", "insert into auth.users values ('"+alice+"', 'alice@label.example'), ('"+bob+"', 'bob@label.example')")
	d.must("", Schema())
	d.must(alice, `
		insert into agent_sessions (id, name, observed_at) values ('`+session+`', 'Spring radio', '2026-11-22T10:00:00Z');
		insert into integration_connections (id, provider, status, observed_at) values ('c0000000-0000-4000-8000-000000000001', 'gmail', 'active', '2026-11-22T10:00:00Z');
		insert into integration_sync_logs (id, session_id, integration_type, status, observed_at) values ('10000000-0000-4000-8000-000000000001', '`+session+`', 'gmail', 'success', '2026-11-22T10:00:00Z');
		insert into campaign_results (id, session_id, agent_name, metric_key, metric_value, metric_label, observed_at) values ('`+result+`', '`+session+`', 'tracker', 'emails_sent', 23, 'Mails sent', '2026-11-22T10:00:00Z')`)
	return d
}

func TestSchema(t *testing.T) {
	d := filled(t)

	t.Run("run again, nothing changes", func(t *testing.T) {
		d.t = t
		before := d.must("", contents)
		d.must("", Schema())
		d.must("", Schema())
		if after := d.must("", contents); after != before {
			t.Errorf("before\n%s\nafter\n%s", before, after)
		}
		if v := d.must(alice, "select version from mixdown_schema"); v != fmt.Sprint(SchemaVersion) {
			t.Errorf("version %q", v)
		}
		if v := d.must("", "select count(*) from pg_publication_tables where pubname = 'supabase_realtime' and tablename = 'campaign_results'"); v != "1" {
			t.Errorf("published %s times", v)
		}
	})

	t.Run("another user reads nothing", func(t *testing.T) {
		d.t = t
		for _, table := range ownedTables {
			if n := d.must(alice, "select count(*) from "+table); n != "1" {
				t.Errorf("%s: the owner sees %s rows", table, n)
			}
			if n := d.must(bob, "select count(*) from "+table); n != "0" {
				t.Errorf("%s: another user sees %s rows", table, n)
			}
			d.refused("anon", "select count(*) from "+table, "permission denied")
		}
		d.must("", "insert into mixdown_hints (user_id, provider) values ('"+alice+"', 'mailchimp')")
		if a, b := d.must(alice, "select count(*) from mixdown_hints"), d.must(bob, "select count(*) from mixdown_hints"); a != "1" || b != "0" {
			t.Errorf("hints: the owner sees %s, another user %s", a, b)
		}
		d.refused(bob, "insert into mixdown_hints (user_id, provider) values ('"+alice+"', 'gmail')", "permission denied")
		d.refused("anon", "select * from mixdown_hints", "permission denied")
		d.refused("anon", "select * from mixdown_schema", "permission denied")
		d.refused(alice, "update mixdown_schema set version = 99", "permission denied")
	})

	t.Run("another user changes nothing", func(t *testing.T) {
		d.t = t
		before := d.must("", contents)
		for _, table := range ownedTables {
			if n := d.must(bob, "with gone as (delete from "+table+" returning 1) select count(*) from gone"); n != "0" {
				t.Errorf("%s: another user deleted %s rows", table, n)
			}
			if n := d.must(bob, "with moved as (update "+table+" set user_id = '"+bob+"', observed_at = now() returning 1) select count(*) from moved"); n != "0" {
				t.Errorf("%s: another user took %s rows", table, n)
			}
			d.refused(alice, "update "+table+" set user_id = '"+bob+"', observed_at = now()", "row-level security")
			d.refused("anon", "delete from "+table, "permission denied")
			d.refused(bob, "truncate "+table+" cascade", "permission denied")
		}
		d.refused(bob, upsertSession(session, "Mine now", "2026-11-23T10:00:00Z"), "row-level security")
		d.refused(bob, "insert into agent_sessions (id, user_id, name) values (gen_random_uuid(), '"+alice+"', 'planted')", "row-level security")
		if after := d.must("", contents); after != before {
			t.Errorf("before\n%s\nafter\n%s", before, after)
		}
	})

	t.Run("another user guesses nothing", func(t *testing.T) {
		d.t = t
		add := func(sid string) string {
			return "insert into campaign_results (id, session_id, agent_name, metric_key, metric_label) values (gen_random_uuid(), '" + sid + "', 'tracker', 'x', 'x')"
		}
		_, theirs := d.run(bob, add(session))
		_, nobodys := d.run(bob, add("5e000000-0000-4000-8000-00000000ffff"))
		if theirs == nil || nobodys == nil || theirs.Error() != nobodys.Error() {
			t.Errorf("a session of somebody else is told apart from one that is not there:\n%v\n%v", theirs, nobodys)
		}
	})

	t.Run("a stale device overwrites nothing", func(t *testing.T) {
		d.t = t
		d.must(alice, upsertSession(session, "Spring radio 2", "2026-11-22T12:00:00Z"))
		d.must(alice, upsertSession(session, "Spring radio 1", "2026-11-22T11:00:00Z"))
		if name := d.must(alice, "select name from agent_sessions"); name != "Spring radio 2" {
			t.Errorf("the name is %q", name)
		}
		d.must(alice, upsertResult(24, "2026-11-22T12:00:00Z"))
		d.must(alice, upsertResult(22, "2026-11-22T11:59:59Z"))
		if v := d.must(alice, "select metric_value from campaign_results"); v != "24" {
			t.Errorf("the value is %s", v)
		}
	})

	t.Run("the same push twice changes nothing", func(t *testing.T) {
		d.t = t
		d.must(alice, upsertResult(25, "2026-11-22T13:00:00Z"))
		const whole = "select xmin, updated_at, r.* from campaign_results r"
		before := d.must("", whole)
		d.must(alice, upsertResult(25, "2026-11-22T13:00:00Z"))
		if after := d.must("", whole); after != before {
			t.Errorf("before\n%s\nafter\n%s", before, after)
		}
	})

	t.Run("a clock that runs ahead does not lock others out", func(t *testing.T) {
		d.t = t
		d.must(alice, upsertSession(session, "From the future", "2099-01-01T00:00:00Z"))
		if ahead := d.must(alice, "select observed_at <= now() + interval '1 minute' from agent_sessions"); ahead != "t" {
			t.Error("the future was believed")
		}
	})

	t.Run("a writer that knows no observed_at changes the row", func(t *testing.T) {
		d.t = t
		d.must(alice, "update campaign_results set metric_value = 99")
		if v := d.must(alice, "select metric_value from campaign_results"); v != "99" {
			t.Errorf("the value is %s", v)
		}
	})

	t.Run("when a row was last changed is the database's own time", func(t *testing.T) {
		d.t = t
		add := func(columns, values string) {
			d.must(alice, "insert into campaign_results (session_id, agent_name, metric_key, metric_value, metric_label, created_at"+columns+") values ('"+session+"', 'scout', 'found', 1, 'x', '2020-01-01'"+values+")")
		}
		const changed = "select count(*) from campaign_results where session_id = '" + session + "' and agent_name = 'scout' and updated_at >= '%s'"
		now := func() string { return d.must("", "select clock_timestamp()") }
		begin := now()
		add(", updated_at", ", '2099-01-01'")
		add(", updated_at", ", '2019-01-01'")
		add(", updated_at", ", null")
		if n := d.must(alice, fmt.Sprintf(changed, begin)); n != "3" {
			t.Errorf("%s of three new rows are found", n)
		}
		for what, change := range map[string]string{
			"a correction": "update campaign_results set metric_value = metric_value + 1, updated_at = '2019-01-01' where agent_name = 'scout'",
			"a withdrawal": "update campaign_results set deleted_at = '2019-01-01' where agent_name = 'scout'",
		} {
			begin = now()
			if n := d.must(alice, fmt.Sprintf(changed, begin)); n != "0" {
				t.Errorf("%s rows are changed before %s", n, what)
			}
			d.must(alice, change)
			if n := d.must(alice, fmt.Sprintf(changed, begin)); n != "3" {
				t.Errorf("of %s %s rows are found", what, n)
			}
		}
		// Page after page by the id, each with the count of what is left.
		var seen []string
		for last := "00000000-0000-0000-0000-000000000000"; ; {
			page := strings.Fields(d.must(alice, "select id from campaign_results where agent_name in ('broker','scout','coach','insight') and id > '"+last+"' order by id limit 2"))
			if seen = append(seen, page...); len(page) < 2 {
				break
			}
			if last >= page[1] || page[0] >= page[1] {
				t.Errorf("ids are in another order than their text: %s, %q", last, page)
			}
			last = page[1]
		}
		if len(seen) != 3 {
			t.Errorf("%d ids", len(seen))
		}
		d.must(alice, "delete from campaign_results where agent_name = 'scout'")
	})

	t.Run("values that are unknown, and agents that do not exist", func(t *testing.T) {
		d.t = t
		d.must(alice, "insert into campaign_results (session_id, agent_name, metric_key, metric_value, metric_label) values ('"+session+"', 'scout', 'x', null, 'x')")
		d.refused(alice, "insert into campaign_results (session_id, agent_name, metric_key, metric_label) values ('"+session+"', 'intruder', 'x', 'x')", "check constraint")
		d.must(alice, "delete from campaign_results where agent_name = 'scout'")
	})

	t.Run("retention works on the caller's rows and keeps the newest value", func(t *testing.T) {
		d.t = t
		d.must(alice, `insert into campaign_results (session_id, agent_name, metric_key, metric_value, metric_label, created_at) values
			('`+session+`', 'tracker', 'old', 1, 'x', now() - interval '3 years'), ('`+session+`', 'tracker', 'old', 2, 'x', now() - interval '2 years')`)
		if n := d.must(bob, "select mixdown_tidy(400)"); n != "0" {
			t.Errorf("another user dropped %s rows", n)
		}
		if n := d.must(alice, "select mixdown_tidy(400)"); n != "1" {
			t.Errorf("dropped %s rows, want the older of two", n)
		}
		if v := d.must(alice, "select metric_value from campaign_results where metric_key = 'old'"); v != "2" {
			t.Errorf("left is %q", v)
		}
		d.refused(alice, "select mixdown_tidy(1)", "at least 30")
		d.refused("anon", "select mixdown_tidy(400)", "permission denied")
	})

	t.Run("four policies a table, row security on, no column for a token", func(t *testing.T) {
		d.t = t
		for _, table := range ownedTables {
			if got := d.must("", "select string_agg(cmd, ',' order by cmd) from pg_policies where tablename = '"+table+"' and roles = '{authenticated}'"); got != "DELETE,INSERT,SELECT,UPDATE" {
				t.Errorf("%s: policies %s", table, got)
			}
			if got := d.must("", "select relrowsecurity from pg_class where oid = 'public."+table+"'::regclass"); got != "t" {
				t.Errorf("%s: no row security", table)
			}
		}
		if got := d.must("", "select count(*) from information_schema.columns where table_schema = 'public' and (column_name like '%token%' or column_name like '%secret%')"); got != "0" {
			t.Errorf("%s columns for secrets", got)
		}
	})
}

// TestSchemaOverAnEarlierDashboard runs it over the tables of the web dashboard, with rows in them.
func TestSchemaOverAnEarlierDashboard(t *testing.T) {
	d := newDatabase(t)
	d.must("", `insert into auth.users values ('`+alice+`', 'alice@label.example');
		create table agent_sessions (id uuid primary key, user_id uuid references auth.users);
		create table integration_connections (id uuid primary key, user_id uuid references auth.users,
			provider text check (provider in ('gmail', 'google_sheets', 'airtable', 'mailchimp', 'spotify')),
			access_token text not null, refresh_token text, expires_at timestamptz, status text default 'active',
			auto_sync_enabled boolean default true, metadata jsonb, connected_at timestamptz default now());
		create unique index unique_user_provider on integration_connections (user_id, provider);
		create table integration_sync_logs (id uuid primary key, user_id uuid references auth.users, integration_type text, status text,
			records_synced integer, sync_duration_ms integer, error_message text, synced_at timestamptz default now());
		create table campaign_results (id uuid primary key, session_id uuid references agent_sessions,
			agent_name text check (agent_name in ('broker', 'scout', 'coach', 'tracker', 'insight')), metric_key text not null,
			metric_value numeric not null, metric_label text not null, metric_unit text, metadata jsonb,
			created_at timestamptz default now(), updated_at timestamptz default now());
		create publication supabase_realtime for table campaign_results;
		insert into agent_sessions values ('`+session+`', '`+alice+`');
		insert into campaign_results (id, session_id, agent_name, metric_key, metric_value, metric_label) values ('`+result+`', '`+session+`', 'broker', 'introductions', 4, 'Introductions');
		insert into integration_connections (id, user_id, provider, access_token) values (gen_random_uuid(), '`+alice+`', 'gmail', 'kept where it was')`)
	d.must("", Schema())
	d.must("", Schema())
	if v := d.must(alice, "select metric_value from campaign_results"); v != "4" {
		t.Errorf("the owner sees %q of the earlier results", v)
	}
	d.must(alice, upsertResult(5, "2099-01-01T00:00:00Z"))
	d.must(alice, "insert into integration_connections (id, provider) values (gen_random_uuid(), 'gmail')")
	if n := d.must(alice, "select count(*) from integration_connections"); n != "2" {
		t.Errorf("%s connections, want the earlier and the second mailbox", n)
	}
}

const contents = "select * from agent_sessions; select * from integration_connections; select * from integration_sync_logs; select * from campaign_results; select * from mixdown_schema"

// upsertSession and upsertResult are what the REST server makes of a push.
func upsertSession(id, name, observed string) string {
	return fmt.Sprintf(`insert into agent_sessions (id, name, observed_at) values ('%s', '%s', '%s')
		on conflict (id) do update set id = excluded.id, name = excluded.name, observed_at = excluded.observed_at`, id, name, observed)
}

func upsertResult(value int, observed string) string {
	return fmt.Sprintf(`insert into campaign_results (id, session_id, agent_name, metric_key, metric_value, metric_label, observed_at)
		values ('%s', '%s', 'tracker', 'emails_sent', %d, 'Mails sent', '%s') on conflict (id) do update set id = excluded.id, session_id = excluded.session_id,
		agent_name = excluded.agent_name, metric_key = excluded.metric_key, metric_value = excluded.metric_value, metric_label = excluded.metric_label, observed_at = excluded.observed_at`,
		result, session, value, observed)
}
