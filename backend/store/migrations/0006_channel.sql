-- Channels by which services tell of changes by themselves. Secrets are in the keychain. A channel delivers while it has not
-- ended, something genuine came through it, and a process listens at its address.
CREATE TABLE channels (
  connection_id TEXT NOT NULL REFERENCES integration_connections (id) ON DELETE CASCADE,
  kind          TEXT NOT NULL,             -- the command line's word of the source
  resource      TEXT NOT NULL,             -- what is watched: a mailbox, a file, an audience, a base
  id            TEXT NOT NULL,
  stop          TEXT NOT NULL DEFAULT '',
  address       TEXT NOT NULL,             -- where it tells
  opened_at     TEXT NOT NULL,
  ends_at       TEXT,                      -- NULL: not by itself
  verified_at   TEXT,                      -- when something genuine first came through
  listened_at   TEXT,                      -- when a process last listened at the address
  PRIMARY KEY (connection_id, resource)
) STRICT, WITHOUT ROWID;
