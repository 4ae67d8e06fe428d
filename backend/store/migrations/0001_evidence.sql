-- The tables keep the names that a campaign dashboard on a server would use (agent_sessions, integration_connections,
-- integration_sync_logs, campaign_results), so that a mirror is a copy of rows. No table has a column for a token.
-- Times are RFC 3339 in UTC with milliseconds, so that they sort as text.

CREATE TABLE settings (
  key   TEXT PRIMARY KEY,
  value TEXT NOT NULL CHECK (json_valid(value))
) STRICT;

CREATE TABLE agent_sessions (
  id          TEXT PRIMARY KEY,
  name        TEXT NOT NULL,
  rule        TEXT NOT NULL CHECK (json_valid(rule)),
  created_at  TEXT NOT NULL,
  updated_at  TEXT NOT NULL,
  archived_at TEXT
) STRICT;

CREATE TABLE integration_connections (
  id                TEXT PRIMARY KEY,
  provider          TEXT NOT NULL CHECK (provider IN ('gmail', 'google_sheets', 'airtable', 'mailchimp', 'spotify', 'supabase')),
  account           TEXT NOT NULL,
  status            TEXT NOT NULL DEFAULT 'active' CHECK (status IN ('active', 'needs_sign_in', 'paused', 'error')),
  message           TEXT NOT NULL DEFAULT '',
  auto_sync_enabled INTEGER NOT NULL DEFAULT 1,
  scopes            TEXT NOT NULL DEFAULT '[]' CHECK (json_valid(scopes)),
  missing_scopes    TEXT NOT NULL DEFAULT '[]' CHECK (json_valid(missing_scopes)),
  metadata          TEXT NOT NULL DEFAULT '{}' CHECK (json_valid(metadata)),
  connected_at      TEXT NOT NULL,
  last_sync_at      TEXT,
  next_sync_at      TEXT,
  next_retry_at     TEXT,
  retries           INTEGER NOT NULL DEFAULT 0,
  UNIQUE (provider, account)
) STRICT;

-- One row a sync of a campaign (kind 'sync'), or one change by the person (kind 'edit').
CREATE TABLE syncs (
  id          INTEGER PRIMARY KEY AUTOINCREMENT,
  campaign_id TEXT NOT NULL,
  kind        TEXT NOT NULL CHECK (kind IN ('sync', 'edit')),
  trigger     TEXT NOT NULL,
  started_at  TEXT NOT NULL,
  finished_at TEXT,
  status      TEXT,
  message     TEXT NOT NULL DEFAULT ''
) STRICT;
CREATE INDEX syncs_by_campaign ON syncs (campaign_id, kind, id);

-- One row a run of one connection in a sync.
CREATE TABLE integration_sync_logs (
  id               INTEGER PRIMARY KEY AUTOINCREMENT,
  sync_id          INTEGER NOT NULL REFERENCES syncs (id),
  campaign_id      TEXT NOT NULL,
  connection_id    TEXT NOT NULL,
  integration_type TEXT NOT NULL,
  account          TEXT NOT NULL DEFAULT '',
  status           TEXT NOT NULL CHECK (status IN ('running', 'success', 'error', 'partial')),
  records_synced   INTEGER NOT NULL DEFAULT 0,
  records_changed  INTEGER NOT NULL DEFAULT 0,
  sync_duration_ms INTEGER NOT NULL DEFAULT 0,
  requests         INTEGER NOT NULL DEFAULT 0,
  quota_units      INTEGER NOT NULL DEFAULT 0,
  complete         INTEGER NOT NULL DEFAULT 0,
  unread           INTEGER NOT NULL DEFAULT 0,
  error_code       TEXT,
  error_message    TEXT,
  started_at       TEXT NOT NULL,
  synced_at        TEXT
) STRICT;
CREATE INDEX runs_by_sync ON integration_sync_logs (sync_id);
CREATE INDEX runs_by_connection ON integration_sync_logs (connection_id, campaign_id, id);

-- Where a connection goes on reading for a campaign.
CREATE TABLE cursors (
  connection_id TEXT NOT NULL,
  campaign_id   TEXT NOT NULL,
  cursor        TEXT CHECK (cursor IS NULL OR json_valid(cursor)),
  sync_version  INTEGER NOT NULL,
  complete      INTEGER NOT NULL DEFAULT 0,
  unread        INTEGER NOT NULL DEFAULT 0,
  updated_at    TEXT NOT NULL,
  PRIMARY KEY (connection_id, campaign_id)
) STRICT;

-- Every fact in versions: a version holds from the run that saw it until the run that saw something else.
CREATE TABLE evidence (
  version       INTEGER PRIMARY KEY,
  campaign_id   TEXT NOT NULL,
  connection_id TEXT NOT NULL,
  stream        TEXT NOT NULL,
  external_id   TEXT NOT NULL,
  at            TEXT,
  who           TEXT NOT NULL,
  contact       TEXT NOT NULL,
  what          TEXT NOT NULL,
  state         TEXT NOT NULL,
  why           TEXT NOT NULL,
  grp           TEXT NOT NULL,
  link          TEXT NOT NULL,
  data          TEXT CHECK (data IS NULL OR json_valid(data)),
  from_run      INTEGER NOT NULL,
  until_run     INTEGER
) STRICT;
CREATE UNIQUE INDEX evidence_current ON evidence (campaign_id, connection_id, stream, external_id) WHERE until_run IS NULL;
CREATE INDEX evidence_by_stream ON evidence (campaign_id, stream, state);
CREATE INDEX evidence_by_who ON evidence (who, stream);

-- The value of a metric, one row whenever it changed.
CREATE TABLE campaign_results (
  id           TEXT PRIMARY KEY,
  session_id   TEXT NOT NULL,
  sync_id      INTEGER NOT NULL,
  agent_name   TEXT NOT NULL CHECK (agent_name IN ('broker', 'scout', 'coach', 'tracker', 'insight')),
  metric_key   TEXT NOT NULL,
  metric_value REAL,
  metric_label TEXT NOT NULL,
  metric_unit  TEXT NOT NULL,
  metadata     TEXT NOT NULL CHECK (json_valid(metadata)),
  created_at   TEXT NOT NULL,
  updated_at   TEXT NOT NULL
) STRICT;
CREATE INDEX results_by_key ON campaign_results (session_id, metric_key, sync_id);

-- Edits by the person that wait to be sent to a source.
CREATE TABLE outbox (
  id            TEXT PRIMARY KEY,
  seq           INTEGER NOT NULL UNIQUE,
  connection_id TEXT NOT NULL,
  campaign_id   TEXT NOT NULL,
  kind          TEXT NOT NULL,
  payload       TEXT NOT NULL CHECK (json_valid(payload)),
  status        TEXT NOT NULL CHECK (status IN ('pending', 'sending', 'held', 'done', 'undone', 'refused')),
  attempts      INTEGER NOT NULL DEFAULT 0,
  message       TEXT NOT NULL DEFAULT '',
  created_at    TEXT NOT NULL,
  updated_at    TEXT NOT NULL
) STRICT;
CREATE INDEX outbox_by_status ON outbox (status, seq);

CREATE TABLE annotations (
  id          TEXT PRIMARY KEY,
  campaign_id TEXT NOT NULL,
  at          TEXT NOT NULL,
  text        TEXT NOT NULL
) STRICT;

-- Every host that was ever contacted, for the privacy page.
CREATE TABLE hosts (
  host     TEXT PRIMARY KEY,
  requests INTEGER NOT NULL,
  last_at  TEXT NOT NULL
) STRICT;

-- Quota units and requests a day, as spent.
CREATE TABLE spending (
  day       TEXT NOT NULL,
  provider  TEXT NOT NULL,
  account   TEXT NOT NULL,
  operation TEXT NOT NULL,
  requests  INTEGER NOT NULL,
  units     INTEGER NOT NULL,
  PRIMARY KEY (day, provider, account, operation)
) STRICT;

-- Who does something that only one process may do at a time.
CREATE TABLE locks (
  name       TEXT PRIMARY KEY,
  owner      TEXT NOT NULL,
  pid        INTEGER NOT NULL,
  expires_at TEXT NOT NULL
) STRICT;
