-- The ledger's tables, version 2: what was imported from downloaded files.

-- Facts and hours of an import carry its id as their origin_id. The row is written with the import's first part.
CREATE TABLE IF NOT EXISTS `{prefix}tokenledger_imports` (
  id                INT UNSIGNED NOT NULL PRIMARY KEY,
  files             TEXT         NOT NULL COMMENT 'their names, one a line',
  started_utc       DATETIME     NOT NULL,
  finished_utc      DATETIME     NULL COMMENT 'null when the import was cut off',
  undone_utc        DATETIME     NULL,
  rows_imported     BIGINT       NOT NULL,
  first_time        DATETIME     NOT NULL COMMENT 'site time',
  last_time         DATETIME     NOT NULL COMMENT 'site time',
  prompt_tokens     BIGINT       NOT NULL,
  completion_tokens BIGINT       NOT NULL,
  total_tokens      BIGINT       NOT NULL,
  requests          BIGINT       NOT NULL
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 ROW_FORMAT=DYNAMIC;

-- By these a row is known that a later file holds again. A bucket is 4096 ids wide; `entries` holds 12 bytes a
-- row, big-endian: 12 bits of id below the bucket, 4 of type (1 prompt, 2 completion, 3 total), 32 of seconds
-- since 2000-01-01 in site time, 48 of tokens.
CREATE TABLE IF NOT EXISTS `{prefix}tokenledger_imported_rows` (
  bucket    BIGINT       NOT NULL COMMENT 'id / 4096',
  import_id INT UNSIGNED NOT NULL,
  part      INT UNSIGNED NOT NULL COMMENT 'which transaction of the import',
  entries   MEDIUMBLOB   NOT NULL,
  PRIMARY KEY (bucket, import_id, part)
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 ROW_FORMAT=DYNAMIC;

INSERT IGNORE INTO `{prefix}tokenledger_migrations` (version, applied_at) VALUES (2, UTC_TIMESTAMP());
