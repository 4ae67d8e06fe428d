//go:build unix

package mirror

import (
	"context"
	"fmt"
	"os"
	"os/exec"
	"os/user"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"syscall"
	"testing"
	"time"
)

// database is a real PostgreSQL in a temporary folder, reached through a socket there.
type database struct {
	t    *testing.T
	dir  string
	cred *syscall.Credential
}

// newDatabase starts one, with the roles and the schema auth as a Supabase project has them. It is stopped with the test.
func newDatabase(t *testing.T) *database {
	t.Helper()
	bin := postgresBin()
	if bin == "" {
		if os.Getenv("MIXDOWN_REQUIRE_TOOLS") == "1" {
			t.Fatal("PostgreSQL is not installed, and MIXDOWN_REQUIRE_TOOLS=1")
		}
		t.Skip("PostgreSQL is not installed")
	}
	dir, err := os.MkdirTemp("", "mixpg") // short: a socket's path holds 107 bytes
	if err != nil {
		t.Fatal(err)
	}
	d := &database{t: t, dir: dir}
	if os.Getuid() == 0 { // the server refuses to run as root
		u, err := user.Lookup("postgres")
		if err != nil {
			u, err = user.Lookup("nobody")
		}
		if err != nil {
			t.Fatal(err)
		}
		uid, _ := strconv.Atoi(u.Uid)
		gid, _ := strconv.Atoi(u.Gid)
		d.cred = &syscall.Credential{Uid: uint32(uid), Gid: uint32(gid)}
		if err := os.Chown(dir, uid, gid); err != nil {
			t.Fatal(err)
		}
	}
	t.Cleanup(func() { _ = os.RemoveAll(dir) })
	if out, err := d.command(filepath.Join(bin, "initdb"), "-D", filepath.Join(dir, "data"), "-U", "postgres", "-A", "trust", "-E", "UTF8", "--no-sync").CombinedOutput(); err != nil {
		t.Fatalf("initdb: %v\n%s", err, out)
	}
	server := d.command(filepath.Join(bin, "postgres"), "-D", filepath.Join(dir, "data"), "-k", dir, "-c", "listen_addresses=", "-c", "fsync=off", "-c", "timezone=UTC")
	log, err := os.Create(filepath.Join(dir, "log"))
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = log.Close() }()
	server.Stdout, server.Stderr = log, log
	if err := server.Start(); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		_ = server.Process.Signal(syscall.SIGQUIT)
		_ = server.Wait()
	})
	deadline := time.Now().Add(30 * time.Second)
	for {
		if _, err := d.run("", "select 1"); err == nil {
			break
		}
		if time.Now().After(deadline) {
			text, _ := os.ReadFile(filepath.Join(dir, "log"))
			t.Fatalf("PostgreSQL did not start:\n%s", text)
		}
		time.Sleep(50 * time.Millisecond)
	}
	d.must("", supabaseProject)
	return d
}

// supabaseProject is what a new project has: the roles of its REST server, the users, and auth.uid() as it is defined there.
// New tables are open to every role by default, as there.
const supabaseProject = `
create role anon nologin noinherit;
create role authenticated nologin noinherit;
create role service_role nologin noinherit bypassrls;
create schema auth;
grant usage on schema auth, public to anon, authenticated, service_role;
alter default privileges in schema public grant all on tables to anon, authenticated, service_role;
alter default privileges in schema public grant all on functions to anon, authenticated, service_role;
create table auth.users (id uuid primary key, email text);
create function auth.uid() returns uuid language sql stable as $$
  select coalesce(
    nullif(current_setting('request.jwt.claim.sub', true), ''),
    (nullif(current_setting('request.jwt.claims', true), '')::jsonb ->> 'sub')
  )::uuid
$$;
`

func postgresBin() string {
	dirs, _ := filepath.Glob("/usr/lib/postgresql/*/bin")
	slices.Reverse(dirs)
	if p, err := exec.LookPath("initdb"); err == nil {
		dirs = append(dirs, filepath.Dir(p))
	}
	for _, dir := range dirs {
		if _, err := os.Stat(filepath.Join(dir, "initdb")); err == nil {
			return dir
		}
	}
	return ""
}

func (d *database) command(name string, args ...string) *exec.Cmd {
	cmd := exec.Command(name, args...)
	cmd.Dir = d.dir
	cmd.Env = []string{"PATH=" + os.Getenv("PATH"), "LC_ALL=C", "HOME=" + d.dir}
	if d.cred != nil {
		cmd.SysProcAttr = &syscall.SysProcAttr{Credential: d.cred}
	}
	return cmd
}

// run runs SQL as a signed-in user (their id), as "anon", or as the owner (""), as the REST server does: one transaction with
// the role and the claims set.
func (d *database) run(as, sql string) (string, error) {
	ctx, cancel := context.WithTimeout(context.Background(), 30*time.Second)
	defer cancel()
	switch as {
	case "":
	case "anon":
		sql = "begin; set local role anon; " + sql + "; commit;"
	default:
		sql = fmt.Sprintf(`begin; set local role authenticated; set local request.jwt.claims = '{"sub":"%s","role":"authenticated"}'; %s; commit;`, as, sql)
	}
	cmd := exec.CommandContext(ctx, "psql", "-h", d.dir, "-U", "postgres", "-X", "-q", "-A", "-t", "-v", "ON_ERROR_STOP=1", "-f", "-", "postgres")
	cmd.Stdin = strings.NewReader(sql)
	cmd.Env = append(os.Environ(), "PGTZ=UTC", "LC_ALL=C")
	var out, errs strings.Builder
	cmd.Stdout, cmd.Stderr = &out, &errs
	if err := cmd.Run(); err != nil {
		return "", fmt.Errorf("%w: %s", err, errs.String())
	}
	return strings.TrimSpace(out.String()), nil
}

func (d *database) must(as, sql string) string {
	d.t.Helper()
	out, err := d.run(as, sql)
	if err != nil {
		d.t.Fatalf("as %q: %s\n%v", as, sql, err)
	}
	return out
}

// refused demands that SQL fails with a word.
func (d *database) refused(as, sql, word string) {
	d.t.Helper()
	out, err := d.run(as, sql)
	if err == nil {
		d.t.Fatalf("as %q this went through, answering %q: %s", as, out, sql)
	}
	if !strings.Contains(err.Error(), word) {
		d.t.Fatalf("as %q: %s\nrefused with another word than %q: %v", as, sql, word, err)
	}
}
