-- The ledger's tables, version 3: users whose figures are kept apart no longer.
--
-- In the facts two values of user_id stand for no single person. They are the highest that the column holds, where
-- no id from the log can lie: of a logged user_id more than 18 digits are a guest, and 0 is a guest, too.
--   18446744073709551615  erased: all users whose figures were erased
--   18446744073709551614  everyone: all users, guests aside, of days before folded_before

-- Their rows are not attributed to them ever again, wherever they come from.
CREATE TABLE IF NOT EXISTS `{prefix}tokenledger_erased_users` (
  user_id    BIGINT UNSIGNED NOT NULL PRIMARY KEY COMMENT 'the WordPress user id',
  erased_utc DATETIME        NOT NULL
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 ROW_FORMAT=DYNAMIC;

-- One row, once days have been folded. It is no column of the state: a user who may create tables need not be one
-- who may alter them.
CREATE TABLE IF NOT EXISTS `{prefix}tokenledger_user_fold` (
  id            TINYINT UNSIGNED NOT NULL PRIMARY KEY,
  folded_before DATE             NOT NULL COMMENT 'earlier days have no figures by user; it never goes back',
  folded_utc    DATETIME         NOT NULL
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 ROW_FORMAT=DYNAMIC;

INSERT IGNORE INTO `{prefix}tokenledger_migrations` (version, applied_at) VALUES (3, UTC_TIMESTAMP());
