-- Results of other agents in versions: one that its agent corrects or withdraws in the project ends here and stays for the past.
-- target is the project, and the user there, that it came from; '' where that is not known. changed_at is the project's own time
-- of the row's last change, '' where it is not known.
CREATE TABLE agent_versions (
  version      INTEGER PRIMARY KEY,
  id           TEXT NOT NULL,
  target       TEXT NOT NULL,
  session_id   TEXT NOT NULL,
  agent_name   TEXT NOT NULL CHECK (agent_name IN ('broker', 'scout', 'coach', 'insight')),
  metric_key   TEXT NOT NULL,
  metric_value REAL,
  metric_label TEXT NOT NULL,
  metric_unit  TEXT NOT NULL,
  metadata     TEXT NOT NULL CHECK (json_valid(metadata)),
  created_at   TEXT NOT NULL,
  changed_at   TEXT NOT NULL,
  received_at  TEXT NOT NULL,
  held_from    TEXT NOT NULL,
  held_until   TEXT,
  ended        TEXT NOT NULL DEFAULT '' CHECK (ended IN ('', 'corrected', 'withdrawn') AND (ended = '') = (held_until IS NULL))
) STRICT;
INSERT INTO agent_versions (id, target, session_id, agent_name, metric_key, metric_value, metric_label, metric_unit, metadata, created_at, changed_at, received_at, held_from)
  SELECT id, (SELECT CASE WHEN count(DISTINCT target) = 1 THEN max(target) ELSE '' END FROM mirrored),
    session_id, agent_name, metric_key, metric_value, metric_label, metric_unit, metadata, created_at, '', received_at, created_at
  FROM agent_results;
DROP TABLE agent_results;
ALTER TABLE agent_versions RENAME TO agent_results;
CREATE INDEX agent_results_by_key ON agent_results (session_id, agent_name, metric_key, created_at);
CREATE INDEX agent_results_by_change ON agent_results (session_id, target, changed_at);
CREATE INDEX agent_results_by_id ON agent_results (id);
-- A row of the project counts once.
CREATE UNIQUE INDEX agent_results_held ON agent_results (id) WHERE held_until IS NULL;
