-- The ledger's tables, version 9: without the tables and columns that version 8 has moved to others.

DROP TABLE IF EXISTS `{prefix}tokenledger_facts`, `{prefix}tokenledger_days`, `{prefix}tokenledger_hours`,
  `{prefix}tokenledger_model_spans`;

ALTER TABLE `{prefix}tokenledger_state`
  DROP COLUMN epoch, DROP COLUMN last_id, DROP COLUMN last_counted, DROP COLUMN seen_site,
  DROP COLUMN synced_utc, DROP COLUMN synced_site, DROP COLUMN waiting_utc, DROP COLUMN plugin_version;

INSERT IGNORE INTO `{prefix}tokenledger_migrations` (version, applied_at) VALUES (9, UTC_TIMESTAMP());
