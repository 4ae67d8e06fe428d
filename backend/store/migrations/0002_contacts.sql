-- Changes of contacts by the person: each waits in the outbox until the list holds it, and is told in the journal after.
DROP TABLE outbox;
CREATE TABLE outbox (
  id            TEXT PRIMARY KEY,
  seq           INTEGER NOT NULL UNIQUE,
  connection_id TEXT NOT NULL,
  campaign_id   TEXT NOT NULL,
  kind          TEXT NOT NULL CHECK (kind IN ('edit', 'add')),
  contact       TEXT NOT NULL,                -- the contact's record id
  field         TEXT NOT NULL DEFAULT '',
  base          TEXT NOT NULL DEFAULT '',     -- what the person saw
  value         TEXT NOT NULL DEFAULT '',
  theirs        TEXT NOT NULL DEFAULT '',     -- what the list held when the edit was held
  gone          INTEGER NOT NULL DEFAULT 0,   -- held because the contact is not in the list any more
  payload       TEXT NOT NULL CHECK (json_valid(payload)),
  rule          TEXT NOT NULL DEFAULT '',     -- what decided a conflict about it
  before        TEXT NOT NULL DEFAULT '',     -- what it was before the person decided, as JSON
  merged        INTEGER NOT NULL DEFAULT 0,   -- compared with what else changed in the contact
  status        TEXT NOT NULL CHECK (status IN ('pending', 'sending', 'held', 'done', 'undone', 'refused')),
  attempts      INTEGER NOT NULL DEFAULT 0,
  code          TEXT NOT NULL DEFAULT '',
  message       TEXT NOT NULL DEFAULT '',
  held_at       TEXT,
  created_at    TEXT NOT NULL,
  updated_at    TEXT NOT NULL
) STRICT;
CREATE INDEX outbox_by_status ON outbox (status, seq);
CREATE INDEX outbox_by_contact ON outbox (campaign_id, connection_id, contact, field);

-- Every value that one side lost to the other, or that the person replaced.
CREATE TABLE contact_journal (
  id            TEXT PRIMARY KEY,
  at            TEXT NOT NULL,
  campaign_id   TEXT NOT NULL,
  connection_id TEXT NOT NULL,
  contact       TEXT NOT NULL,
  field         TEXT NOT NULL,
  base          TEXT NOT NULL,
  mine          TEXT NOT NULL,
  theirs        TEXT NOT NULL,
  kept          TEXT NOT NULL,
  lost          TEXT NOT NULL,
  rule          TEXT NOT NULL,
  edit_id       TEXT NOT NULL,
  flipped_at    TEXT
) STRICT;
CREATE INDEX journal_by_campaign ON contact_journal (campaign_id, at);
CREATE INDEX journal_by_edit ON contact_journal (edit_id);

-- The contacts as they are now, with what waits to be sent already in them, and an index over their text. Both are written
-- in the transaction that writes the evidence.
CREATE TABLE contacts_now (
  rid           INTEGER PRIMARY KEY,
  campaign_id   TEXT NOT NULL,
  connection_id TEXT NOT NULL,
  id            TEXT NOT NULL,
  name          TEXT NOT NULL,
  email         TEXT NOT NULL,
  role          TEXT NOT NULL,
  status        TEXT NOT NULL,
  outlet        TEXT NOT NULL,
  added         TEXT NOT NULL,
  row           INTEGER NOT NULL,
  link          TEXT NOT NULL,
  pending       INTEGER NOT NULL,
  text          TEXT NOT NULL,                -- all of its words, folded
  UNIQUE (campaign_id, connection_id, id)
) STRICT;
CREATE INDEX contacts_by_row ON contacts_now (campaign_id, (row = 0), row, rid); -- those without a row yet come last
CREATE INDEX contacts_by_status ON contacts_now (campaign_id, status COLLATE NOCASE, connection_id);
CREATE INDEX contacts_by_email ON contacts_now (campaign_id, email);
CREATE VIRTUAL TABLE contacts_fts USING fts5(text, content='', contentless_delete=1, tokenize='trigram');

INSERT INTO contacts_now (campaign_id, connection_id, id, name, email, role, status, outlet, added, row, link, pending, text)
SELECT campaign_id, connection_id, external_id, what, who, coalesce(json_extract(data, '$.role'), ''), state, coalesce(json_extract(data, '$.outlet'), ''),
  coalesce(json_extract(data, '$.added'), ''), coalesce(json_extract(data, '$.row'), 0), link, 0,
  lower(what || char(10) || who || char(10) || coalesce(json_extract(data, '$.role'), '') || char(10) || state || char(10) ||
    coalesce(json_extract(data, '$.outlet'), '') || char(10) || coalesce(json_extract(data, '$.added'), ''))
FROM evidence WHERE stream = 'contacts' AND until_run IS NULL;
INSERT INTO contacts_fts (rowid, text) SELECT rid, text FROM contacts_now;

-- An account that is disconnected takes nothing any more; what waited for it stays listed with the reason.
CREATE TRIGGER outbox_of_disconnected AFTER DELETE ON integration_connections BEGIN
  UPDATE outbox SET status = 'refused', code = 'not_connected', message = 'The account was disconnected before this change was sent.'
    WHERE connection_id = old.id AND status IN ('pending', 'sending', 'held');
  UPDATE evidence SET until_run = (SELECT coalesce(max(id), 0) + 1 FROM integration_sync_logs)
    WHERE connection_id = old.id AND stream = 'contact_edits' AND until_run IS NULL;
END;
