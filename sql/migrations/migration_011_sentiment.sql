-- The ledger's tables, version 11: the sentiment of messages.

-- Chat messages, by the score that the chatbot gave their sentiment. Scores are given, and reset, long after a message was
-- logged, so a block of ids is counted again from time to time: while the log has its messages its rows are replaced, and
-- what was purged keeps its last counts. A block is 16,384 ids wide.
CREATE TABLE IF NOT EXISTS `{prefix}tokenledger_sentiment` (
  source_id    INT UNSIGNED     NOT NULL,
  epoch        INT UNSIGNED     NOT NULL,
  block        BIGINT           NOT NULL COMMENT 'id >> 14',
  day          DATE             NOT NULL,
  assistant_id INT UNSIGNED     NOT NULL,
  page_id      INT UNSIGNED     NOT NULL,
  speaker      TINYINT UNSIGNED NOT NULL COMMENT '1 a visitor, 2 the chatbot',
  score        TINYINT          NOT NULL COMMENT 'tenths, -10 to 10; 0 for messages without a score',
  messages     BIGINT           NOT NULL,
  PRIMARY KEY (source_id, epoch, block, day, assistant_id, page_id, speaker, score),
  KEY day (day)
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 ROW_FORMAT=DYNAMIC;

-- How far the messages of a log have been counted.
CREATE TABLE IF NOT EXISTS `{prefix}tokenledger_sentiment_cursors` (
  source_id   INT UNSIGNED NOT NULL PRIMARY KEY,
  first_epoch INT UNSIGNED NOT NULL COMMENT 'in which messages were first counted',
  epoch       INT UNSIGNED NOT NULL,
  last_id     BIGINT       NOT NULL COMMENT 'messages up to this id are counted',
  next_id     BIGINT       NOT NULL COMMENT 'the block with this id is counted again next',
  pieces      BIGINT       NOT NULL COMMENT 'blocks that there are; one in which an epoch begins is two',
  pieces_done BIGINT       NOT NULL COMMENT 'those counted again in this turn',
  worked_utc  DATETIME     NOT NULL COMMENT 'what was due until then has been counted again',
  reset_utc   DATETIME     NULL COMMENT 'when scores were last found to have been reset',
  latest        DATETIME   NULL COMMENT 'site time: the latest message counted',
  counted_until DATETIME   NULL COMMENT 'site time: up to it earlier epochs have counted messages'
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 ROW_FORMAT=DYNAMIC;

ALTER TABLE `{prefix}tokenledger_notices`
  MODIFY COLUMN kind VARCHAR(32) NOT NULL COMMENT 'blind_interval, new_epoch or scores_reset';

INSERT IGNORE INTO `{prefix}tokenledger_migrations` (version, applied_at) VALUES (11, UTC_TIMESTAMP());
