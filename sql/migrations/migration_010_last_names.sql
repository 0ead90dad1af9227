-- The ledger's tables, version 10: names that outlive the chatbot's tables.

-- What WordPress or the chatbot last called an assistant, a page or a user of whom there is usage. A user's name goes when
-- the user is erased.
CREATE TABLE IF NOT EXISTS `{prefix}tokenledger_last_names` (
  kind      TINYINT UNSIGNED NOT NULL COMMENT '1 assistant, 2 page, 3 user',
  member_id BIGINT UNSIGNED  NOT NULL COMMENT 'the number in names; of a user, the WordPress user id',
  name      VARBINARY(1020)  NOT NULL COMMENT 'UTF-8',
  noted_utc DATETIME         NOT NULL,
  PRIMARY KEY (kind, member_id)
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 ROW_FORMAT=DYNAMIC;

INSERT IGNORE INTO `{prefix}tokenledger_migrations` (version, applied_at) VALUES (10, UTC_TIMESTAMP());
