//go:build unix

package mirror

import (
	_ "embed"
	"fmt"
	"slices"
	"strings"
	"testing"
)

// firstSchema is the schema as it was first given out. It is never edited: projects have it.
//
//go:embed testdata/schema_first.sql
var firstSchema string

// described is what a database holds besides its rows: the columns, policies, triggers, indexes, rights and published tables of
// the schema public, a line each.
const described = `
select 'column', table_name, column_name, data_type, is_nullable, coalesce(column_default, '') from information_schema.columns where table_schema = 'public'
union all select 'policy', tablename, policyname, cmd, roles::text, coalesce(qual, '') || ' / ' || coalesce(with_check, '') from pg_policies where schemaname = 'public'
union all select 'trigger', tgrelid::regclass::text, tgname, '', '', pg_get_triggerdef(oid) from pg_trigger where not tgisinternal
union all select 'index', tablename, indexname, '', '', indexdef from pg_indexes where schemaname = 'public'
union all select 'right', table_name, grantee, privilege_type, '', '' from information_schema.role_table_grants where table_schema = 'public' and grantee in ('anon', 'authenticated', 'PUBLIC')
union all select 'published', tablename, pubname, '', '', '' from pg_publication_tables
union all select 'closed', relname, relrowsecurity::text, '', '', '' from pg_class where relnamespace = 'public'::regnamespace and relkind = 'r'
order by 1, 2, 3, 4, 5, 6`

// TestSchemaUpgrade: a project with the first schema and rows of two people gets today's over it, twice. It keeps every row as
// it is, and ends with the same tables, policies and rights as a new project.
func TestSchemaUpgrade(t *testing.T) {
	d := newDatabase(t)
	d.must("", "insert into auth.users values ('"+alice+"', 'alice@label.example'), ('"+bob+"', 'bob@label.example')")
	d.must("", firstSchema)
	for i, who := range []string{alice, bob} {
		sid := fmt.Sprintf("5e000000-0000-4000-8000-00000000000%d", i+1)
		d.must(who, fmt.Sprintf(`
			insert into agent_sessions (id, name, archived_at, observed_at) values ('%[1]s', 'Frühling “one”', '2026-11-20T10:00:00Z', '2026-11-22T10:00:00Z');
			insert into integration_connections (id, provider, account, status, metadata, observed_at) values ('c0000000-0000-4000-8000-00000000000%[2]d', 'gmail', 'you@label.example', 'active', '{"a":1}', '2026-11-22T10:00:00Z');
			insert into integration_sync_logs (id, session_id, integration_type, status, records_synced, observed_at) values ('10000000-0000-4000-8000-00000000000%[2]d', '%[1]s', 'gmail', 'success', 42, '2026-11-22T10:00:00Z');
			insert into campaign_results (id, session_id, agent_name, metric_key, metric_value, metric_label, metadata, observed_at) values ('4e000000-0000-4000-8000-00000000000%[2]d', '%[1]s', 'tracker', 'emails_sent', 23, 'Mails sent', '{"definitionVersion":1}', '2026-11-22T10:00:00Z');
			insert into campaign_results (id, session_id, agent_name, metric_key, metric_value, metric_label, observed_at, deleted_at) values (gen_random_uuid(), '%[1]s', 'scout', 'gone', null, 'Gone', '2026-11-22T10:00:00Z', '2026-11-22T11:00:00Z')`, sid, i+1))
	}
	before := d.must("", rowsOf(ownedTables))
	if n := strings.Count(before, "\n") + 1; n != 10 {
		t.Fatalf("%d rows to keep:\n%s", n, before)
	}
	first := strings.Split(d.must("", described), "\n")

	d.must("", Schema())
	once := d.must("", described)
	d.must("", Schema())
	if twice := d.must("", described); twice != once {
		t.Errorf("the second time changes\n%s", lacking(strings.Split(once, "\n"), strings.Split(twice, "\n")))
	}
	if after := d.must("", rowsOf(ownedTables)); after != before {
		t.Errorf("rows before\n%s\nafter\n%s", before, after)
	}
	if gone := lacking(first, strings.Split(once, "\n")); gone != "" {
		t.Errorf("the upgrade takes away\n%s", gone)
	}

	fresh := newDatabase(t)
	fresh.must("", Schema())
	if want := fresh.must("", described); once != want {
		t.Errorf("an upgraded project lacks\n%s\nand has besides\n%s", lacking(strings.Split(want, "\n"), strings.Split(once, "\n")), lacking(strings.Split(once, "\n"), strings.Split(want, "\n")))
	}

	for _, table := range ownedTables {
		if n := d.must("", "select count(distinct cmd) from pg_policies where schemaname = 'public' and tablename = '"+table+"'"); n != "4" {
			t.Errorf("%s: policies for %s of four", table, n)
		}
		all, mine := d.must("", "select count(*) from "+table), d.must(alice, "select count(*) from "+table)
		if all == mine || mine == "0" {
			t.Errorf("%s: of %s rows, their owner sees %s", table, all, mine)
		}
	}
	d.must(alice, upsertResult(24, "2026-11-23T10:00:00Z"))
	if v := d.must(alice, "select metric_value from campaign_results where id = '"+result+"'"); v != "24" {
		t.Errorf("a push into an upgraded project leaves %s", v)
	}
	if v := d.must(alice, "select version from mixdown_schema"); v != fmt.Sprint(SchemaVersion) {
		t.Errorf("version %s", v)
	}
}

// rowsOf selects every row of tables, each with all its columns, in one order.
func rowsOf(tables []string) string {
	var all []string
	for _, table := range tables {
		all = append(all, "select '"+table+"' as tab, to_jsonb(x)::text as row from "+table+" x")
	}
	return strings.Join(all, " union all ") + " order by 1, 2"
}

// lacking lists the lines of want that got has not.
func lacking(want, got []string) string {
	return strings.Join(slices.DeleteFunc(slices.Clone(want), func(line string) bool { return slices.Contains(got, line) }), "\n")
}
