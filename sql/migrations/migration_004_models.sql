-- The ledger's tables, version 4: what the owner says was used, where nobody can know it.
--
-- In the facts the highest bit of model_id, 2147483648, says that the model was declared; the others are the model's
-- id. So it stays known what was seen, and what was declared can be declared otherwise.
--   SELECT ... FROM facts AS f LEFT JOIN models AS m ON m.id = f.model_id & 2147483647

-- No two rows share a day.
CREATE TABLE IF NOT EXISTS `{prefix}tokenledger_declared_models` (
  first_day    DATE         NOT NULL PRIMARY KEY,
  last_day     DATE         NOT NULL,
  model_id     INT UNSIGNED NOT NULL,
  declared_utc DATETIME     NOT NULL
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 ROW_FORMAT=DYNAMIC;

INSERT IGNORE INTO `{prefix}tokenledger_migrations` (version, applied_at) VALUES (4, UTC_TIMESTAMP());
