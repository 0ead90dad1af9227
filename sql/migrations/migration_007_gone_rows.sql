-- The ledger's tables, version 7: rows without a type that the log does not have.
--
-- A log that is being restored has them back a little later, and behind a read/write splitter the next reader may have
-- them already. So such a row goes on waiting for 24 hours.

-- Those of the rows in `waiting` that the log did not have when it was last examined, and all that wait in an earlier
-- epoch.
CREATE TABLE IF NOT EXISTS `{prefix}tokenledger_gone` (
  epoch         INT UNSIGNED NOT NULL,
  id            BIGINT       NOT NULL,
  missing_since DATETIME     NOT NULL COMMENT 'UTC, the database''s clock',
  PRIMARY KEY (epoch, id)
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 ROW_FORMAT=DYNAMIC;

INSERT IGNORE INTO `{prefix}tokenledger_gone` (epoch, id, missing_since)
SELECT epoch, id, UTC_TIMESTAMP() FROM `{prefix}tokenledger_waiting`
WHERE epoch < (SELECT MAX(epoch) FROM `{prefix}tokenledger_epochs`);

INSERT IGNORE INTO `{prefix}tokenledger_migrations` (version, applied_at) VALUES (7, UTC_TIMESTAMP());
