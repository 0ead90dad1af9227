-- The ledger's tables, version 12: how long the texts are that the chatbot sends along with requests.

-- Unbroken runs of sights of one length, in the order they were observed, for each assistant and each context option. The
-- texts are not kept. An assistant's length is NULL where the chatbot no longer lists it, an option's where it is not set:
-- the chatbot then sends a text of its own, or nothing. 0 is an empty text. A run begins no earlier than the one before it
-- ends, also where the site's clock was put back.
CREATE TABLE IF NOT EXISTS `{prefix}tokenledger_instruction_lengths` (
  source_id  INT UNSIGNED     NOT NULL,
  kind       TINYINT UNSIGNED NOT NULL COMMENT '1 an assistant''s instructions, 2 a context option',
  subject    VARBINARY(1020)  NOT NULL COMMENT 'UTF-8: the assistant''s id as logged, or the option''s name',
  position   INT UNSIGNED     NOT NULL,
  length     INT UNSIGNED     NULL COMMENT 'characters',
  first_seen DATETIME         NOT NULL COMMENT 'site time',
  last_seen  DATETIME         NOT NULL COMMENT 'site time',
  PRIMARY KEY (source_id, kind, subject, position)
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 ROW_FORMAT=DYNAMIC;

INSERT IGNORE INTO `{prefix}tokenledger_migrations` (version, applied_at) VALUES (12, UTC_TIMESTAMP());
