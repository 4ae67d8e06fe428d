-- What a campaign aims for: one number a metric.
CREATE TABLE goals (
  campaign_id TEXT NOT NULL,
  metric_key  TEXT NOT NULL,
  value       REAL NOT NULL CHECK (value > 0),
  PRIMARY KEY (campaign_id, metric_key)
) STRICT;
