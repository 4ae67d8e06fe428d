-- What the person's own Supabase project has acknowledged. target names the project and the user there: another one begins
-- anew. A row whose mark differs from what was acknowledged is sent again.
CREATE TABLE mirrored (
  target     TEXT NOT NULL,
  table_name TEXT NOT NULL,
  row_id     TEXT NOT NULL,
  mark       TEXT NOT NULL,
  refused    TEXT NOT NULL DEFAULT '',
  sent_at    TEXT NOT NULL,
  PRIMARY KEY (target, table_name, row_id)
) STRICT, WITHOUT ROWID;

-- Results that other agents wrote into the mirror. They stand apart from our own, which follow from evidence.
CREATE TABLE agent_results (
  id           TEXT PRIMARY KEY,
  session_id   TEXT NOT NULL,
  agent_name   TEXT NOT NULL CHECK (agent_name IN ('broker', 'scout', 'coach', 'insight')),
  metric_key   TEXT NOT NULL,
  metric_value REAL,
  metric_label TEXT NOT NULL,
  metric_unit  TEXT NOT NULL,
  metadata     TEXT NOT NULL CHECK (json_valid(metadata)),
  created_at   TEXT NOT NULL,
  received_at  TEXT NOT NULL
) STRICT;
CREATE INDEX agent_results_by_key ON agent_results (session_id, agent_name, metric_key, created_at);
