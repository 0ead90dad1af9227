-- The ledger's tables, version 6: missing ids as bitmaps.
--
-- On a cluster every row of the log can leave ids out (auto_increment_increment), so a row for each gap would be a row
-- for each row of the log. A gap of fewer than 4096 ids is kept as bits of the bitmaps of its buckets; a longer one, and
-- whatever lies below id 1, stays a row of gaps. The program moves the short gaps of an earlier release before it writes
-- this version (Sources/LedgerStore/Gaps/GapConversion.swift).
--
-- A bucket is 4096 ids wide. An id is bit (id & 7), the lowest bit first, of byte ((id & 4095) >> 3) + 1 of `ids`; bytes
-- at the end that are 0 are left out. So
--   ORD(SUBSTR(ids, ((id & 4095) >> 3) + 1, 1)) >> (id & 7) & 1
-- is 1 where an id is missing. `gaps` is the number of unbroken runs in the bitmap; a gap in two buckets counts in both.

-- Missing ids whose rows may still be committed. The time is rounded up to the full hour, so a bucket has few rows.
CREATE TABLE IF NOT EXISTS `{prefix}tokenledger_missing_ids` (
  epoch         INT UNSIGNED      NOT NULL,
  bucket        BIGINT            NOT NULL COMMENT 'id / 4096',
  missing_since DATETIME          NOT NULL COMMENT 'UTC, the database''s clock, the next full hour',
  gaps          SMALLINT UNSIGNED NOT NULL COMMENT 'runs in the bitmap',
  ids           VARBINARY(512)    NOT NULL COMMENT 'a bit an id',
  PRIMARY KEY (epoch, bucket, missing_since)
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 ROW_FORMAT=DYNAMIC;

-- Missing ids that were given up.
CREATE TABLE IF NOT EXISTS `{prefix}tokenledger_given_up_ids` (
  epoch  INT UNSIGNED      NOT NULL,
  bucket BIGINT            NOT NULL COMMENT 'id / 4096',
  gaps   SMALLINT UNSIGNED NOT NULL COMMENT 'runs in the bitmap',
  ids    VARBINARY(512)    NOT NULL COMMENT 'a bit an id',
  PRIMARY KEY (epoch, bucket),
  KEY number (epoch, gaps)
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 ROW_FORMAT=DYNAMIC;

-- Which machines sync the site: each renews its row once an hour. On a cluster no server could tell, since each knows its
-- own sessions alone.
CREATE TABLE IF NOT EXISTS `{prefix}tokenledger_syncers` (
  host      VARBINARY(255) NOT NULL PRIMARY KEY COMMENT 'the name of the machine',
  noted_utc DATETIME       NOT NULL COMMENT 'when it last synced, to the hour'
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 ROW_FORMAT=DYNAMIC;

INSERT IGNORE INTO `{prefix}tokenledger_migrations` (version, applied_at) VALUES (6, UTC_TIMESTAMP());
