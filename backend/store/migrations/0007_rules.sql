-- The rule by which a campaign's sources were read, from that sync on: the past is worked out by today's rule, and says so where
-- it was another then. An edit by the person reads no source.
CREATE TABLE campaign_rules (
  campaign_id TEXT NOT NULL,
  sync_id     INTEGER NOT NULL,
  rule        TEXT NOT NULL,
  PRIMARY KEY (campaign_id, sync_id)
) STRICT, WITHOUT ROWID;

CREATE TRIGGER syncs_rule AFTER INSERT ON syncs WHEN new.kind = 'sync' BEGIN
  INSERT INTO campaign_rules (campaign_id, sync_id, rule)
  SELECT new.campaign_id, new.id, s.rule FROM agent_sessions s
  WHERE s.id = new.campaign_id
    AND s.rule IS NOT (SELECT r.rule FROM campaign_rules r WHERE r.campaign_id = s.id ORDER BY r.sync_id DESC LIMIT 1);
END;
