-- The ledger's tables as they are today. A new ledger is made from this file; one of an earlier release comes to the same
-- tables by the migrations beside it, which a test compares with these.
--
-- They stand beside WordPress's own tables, whose prefix replaces {prefix}. DDL commits by itself, so every statement can
-- be run again: what was cut off is simply repeated, and the versions are written at the end. Every table has a primary
-- key (Galera needs one).

-- Where usage comes from. Ids of two logs never mix: what speaks of ids of a log says of which. Source 1 is the chatbot's
-- log; each import has a source of its own. This table comes first: releases that had no such table are told by it.
CREATE TABLE IF NOT EXISTS `{prefix}tokenledger_sources` (
  id        INT UNSIGNED NOT NULL PRIMARY KEY,
  kind      VARCHAR(16)  NOT NULL COMMENT 'log or import',
  name      VARCHAR(255) NOT NULL COMMENT 'of a log, its table without the prefix',
  import_id INT UNSIGNED NULL COMMENT 'of an import, its number',
  UNIQUE KEY import_id (import_id)
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 ROW_FORMAT=DYNAMIC;

CREATE TABLE IF NOT EXISTS `{prefix}tokenledger_migrations` (
  version    INT UNSIGNED NOT NULL PRIMARY KEY,
  applied_at DATETIME     NOT NULL COMMENT 'UTC'
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 ROW_FORMAT=DYNAMIC;

-- One row. `fence` is raised by every transaction that changes the ledger; two syncs that overlap cannot both raise it
-- from the same value. The grand totals are what the other tables must add up to, `rows_counted` what the cursors must.
CREATE TABLE IF NOT EXISTS `{prefix}tokenledger_state` (
  id                TINYINT UNSIGNED NOT NULL PRIMARY KEY,
  fence             BIGINT UNSIGNED  NOT NULL,
  writer            BIGINT UNSIGNED  NOT NULL COMMENT 'who raised the fence last',
  prompt_tokens     BIGINT           NOT NULL,
  completion_tokens BIGINT           NOT NULL,
  total_tokens      BIGINT           NOT NULL,
  requests          BIGINT           NOT NULL,
  rows_counted      BIGINT           NOT NULL
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 ROW_FORMAT=DYNAMIC;

-- How far a log was read.
CREATE TABLE IF NOT EXISTS `{prefix}tokenledger_cursors` (
  source_id      INT UNSIGNED NOT NULL PRIMARY KEY,
  epoch          INT UNSIGNED NOT NULL,
  last_id        BIGINT       NOT NULL COMMENT 'the highest id of the log seen in this epoch',
  rows_counted   BIGINT       NOT NULL,
  last_counted   DATETIME     NULL COMMENT 'site time: the latest row counted',
  seen_site      DATETIME     NULL COMMENT 'site time: when rows were last counted',
  synced_utc     DATETIME     NULL COMMENT 'the last sync that reached the end',
  synced_site    DATETIME     NULL COMMENT 'the same in site time',
  waiting_utc    DATETIME     NULL COMMENT 'when all untyped rows were last looked at',
  plugin_version VARCHAR(64)  NULL COMMENT 'the chatbot''s version at the last sync'
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 ROW_FORMAT=DYNAMIC;

-- A life of the log: it ends when the log is emptied, replaced or restored.
CREATE TABLE IF NOT EXISTS `{prefix}tokenledger_epochs` (
  source_id    INT UNSIGNED NOT NULL DEFAULT 1,
  epoch        INT UNSIGNED NOT NULL,
  started_utc  DATETIME     NOT NULL,
  reason       VARCHAR(64)  NOT NULL,
  resumed_id   BIGINT       NOT NULL COMMENT 'rows up to this id were counted by earlier epochs',
  counted_until DATETIME    NULL COMMENT 'site time: above resumed_id, rows up to it are taken as counted',
  first_id     BIGINT       NULL,
  last_id      BIGINT       NULL,
  first_time   DATETIME     NULL COMMENT 'site time',
  last_time    DATETIME     NULL COMMENT 'site time',
  rows_skipped BIGINT       NOT NULL,
  is_scanned   TINYINT      NOT NULL COMMENT 'the first pass reached the end',
  PRIMARY KEY (source_id, epoch)
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 ROW_FORMAT=DYNAMIC;

-- Usage. In facts, days, hours and users' months,
--   model_basis is how the model is known: 0 not at all, 1 seen in the chatbot's options, 2 declared by the owner,
--     3 not kept by the hour (hours alone, on a day with several models: an earlier release counted them, or one was declared
--     for a part of their usage later).
--   model_id is the model that counts, 0 where none is known.
--   seen_model_id is the model that was seen, also where another one was declared; 0 where none was.
--   assistant_id and page_id are numbers of names; 0 is none.
--   user_kind is whose usage it is: 0 guests, 1 the user user_id, 2 erased users, 3 all users of folded days.
--   largest_prompt and largest_completion are the largest numbers of a single row; null where rows were counted that an
--     earlier release did not compare. They merge, and are counted again, and nothing is ever subtracted from them.
CREATE TABLE IF NOT EXISTS `{prefix}tokenledger_usage_facts` (
  day                DATE             NOT NULL,
  source_id          INT UNSIGNED     NOT NULL,
  model_id           INT UNSIGNED     NOT NULL,
  model_basis        TINYINT UNSIGNED NOT NULL,
  seen_model_id      INT UNSIGNED     NOT NULL,
  assistant_id       INT UNSIGNED     NOT NULL,
  page_id            INT UNSIGNED     NOT NULL,
  user_kind          TINYINT UNSIGNED NOT NULL,
  user_id            BIGINT UNSIGNED  NOT NULL COMMENT 'the WordPress user id; 0 where user_kind is not 1',
  prompt_tokens      BIGINT NOT NULL,
  completion_tokens  BIGINT NOT NULL,
  total_tokens       BIGINT NOT NULL,
  requests           BIGINT NOT NULL,
  largest_prompt     BIGINT NULL,
  largest_completion BIGINT NULL,
  PRIMARY KEY (day, source_id, model_id, model_basis, seen_model_id, assistant_id, page_id, user_kind, user_id)
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 ROW_FORMAT=DYNAMIC;

-- What the facts of a day add up to.
CREATE TABLE IF NOT EXISTS `{prefix}tokenledger_day_totals` (
  day                DATE             NOT NULL,
  source_id          INT UNSIGNED     NOT NULL,
  model_id           INT UNSIGNED     NOT NULL,
  model_basis        TINYINT UNSIGNED NOT NULL,
  seen_model_id      INT UNSIGNED     NOT NULL,
  prompt_tokens      BIGINT NOT NULL,
  completion_tokens  BIGINT NOT NULL,
  total_tokens       BIGINT NOT NULL,
  requests           BIGINT NOT NULL,
  largest_prompt     BIGINT NULL,
  largest_completion BIGINT NULL,
  PRIMARY KEY (day, source_id, model_id, model_basis, seen_model_id)
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 ROW_FORMAT=DYNAMIC;

CREATE TABLE IF NOT EXISTS `{prefix}tokenledger_hour_totals` (
  day                DATE             NOT NULL,
  hour               TINYINT UNSIGNED NOT NULL,
  source_id          INT UNSIGNED     NOT NULL,
  model_id           INT UNSIGNED     NOT NULL,
  model_basis        TINYINT UNSIGNED NOT NULL,
  seen_model_id      INT UNSIGNED     NOT NULL,
  prompt_tokens      BIGINT NOT NULL,
  completion_tokens  BIGINT NOT NULL,
  total_tokens       BIGINT NOT NULL,
  requests           BIGINT NOT NULL,
  largest_prompt     BIGINT NULL,
  largest_completion BIGINT NULL,
  PRIMARY KEY (day, hour, source_id, model_id, model_basis, seen_model_id)
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 ROW_FORMAT=DYNAMIC;

-- What the facts of a month add up to, by user, so that the limits of many users are judged without a look at the facts.
CREATE TABLE IF NOT EXISTS `{prefix}tokenledger_user_months` (
  month              DATE             NOT NULL COMMENT 'its first day',
  user_kind          TINYINT UNSIGNED NOT NULL,
  user_id            BIGINT UNSIGNED  NOT NULL COMMENT 'the WordPress user id; 0 where user_kind is not 1',
  source_id          INT UNSIGNED     NOT NULL,
  model_id           INT UNSIGNED     NOT NULL,
  model_basis        TINYINT UNSIGNED NOT NULL,
  seen_model_id      INT UNSIGNED     NOT NULL,
  prompt_tokens      BIGINT NOT NULL,
  completion_tokens  BIGINT NOT NULL,
  total_tokens       BIGINT NOT NULL,
  requests           BIGINT NOT NULL,
  largest_prompt     BIGINT NULL,
  largest_completion BIGINT NULL,
  PRIMARY KEY (month, user_kind, user_id, source_id, model_id, model_basis, seen_model_id)
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 ROW_FORMAT=DYNAMIC;

-- Names are compared by bytes, hence VARBINARY: UTF-8, at most 255 characters.
CREATE TABLE IF NOT EXISTS `{prefix}tokenledger_names` (
  id   INT UNSIGNED    NOT NULL AUTO_INCREMENT PRIMARY KEY,
  kind TINYINT UNSIGNED NOT NULL COMMENT '1 assistant, 2 page',
  name VARBINARY(1020) NOT NULL,
  UNIQUE KEY kind_name (kind, name)
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 ROW_FORMAT=DYNAMIC;

-- What WordPress or the chatbot last called an assistant, a page or a user of whom there is usage. A user's name goes when
-- the user is erased.
CREATE TABLE IF NOT EXISTS `{prefix}tokenledger_last_names` (
  kind      TINYINT UNSIGNED NOT NULL COMMENT '1 assistant, 2 page, 3 user',
  member_id BIGINT UNSIGNED  NOT NULL COMMENT 'the number in names; of a user, the WordPress user id',
  name      VARBINARY(1020)  NOT NULL COMMENT 'UTF-8',
  noted_utc DATETIME         NOT NULL,
  PRIMARY KEY (kind, member_id)
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 ROW_FORMAT=DYNAMIC;

CREATE TABLE IF NOT EXISTS `{prefix}tokenledger_models` (
  id       INT UNSIGNED    NOT NULL AUTO_INCREMENT PRIMARY KEY,
  platform VARBINARY(1020) NOT NULL,
  model    VARBINARY(1020) NOT NULL,
  UNIQUE KEY platform_model (platform, model)
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 ROW_FORMAT=DYNAMIC;

-- Unbroken runs of sights of one model in the options of a log's chatbot, in the order they were observed. A run is
-- inserted once, and later changes nothing but its end.
CREATE TABLE IF NOT EXISTS `{prefix}tokenledger_seen_models` (
  source_id  INT UNSIGNED NOT NULL,
  position   INT UNSIGNED NOT NULL,
  model_id   INT UNSIGNED NOT NULL,
  first_seen DATETIME     NOT NULL COMMENT 'site time',
  last_seen  DATETIME     NOT NULL COMMENT 'site time',
  PRIMARY KEY (source_id, position)
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 ROW_FORMAT=DYNAMIC;

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

-- What the owner says was used: for days, where nobody can know it; for assistants and pages, whatever was seen. No two rows
-- of the same kind and member share a day.
CREATE TABLE IF NOT EXISTS `{prefix}tokenledger_declared_models` (
  kind         TINYINT UNSIGNED NOT NULL DEFAULT 0 COMMENT '0 days, 1 an assistant, 2 a page',
  member_id    INT UNSIGNED     NOT NULL DEFAULT 0 COMMENT 'the number in names; 0 for days',
  first_day    DATE         NOT NULL,
  last_day     DATE         NOT NULL,
  model_id     INT UNSIGNED NOT NULL,
  declared_utc DATETIME     NOT NULL,
  PRIMARY KEY (kind, member_id, first_day)
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 ROW_FORMAT=DYNAMIC;

-- What the owner says of prices, where tokenledger.yml says nothing: it precedes the price list. An entry has either a price,
-- or is free, or has the price of another name of its platform.
CREATE TABLE IF NOT EXISTS `{prefix}tokenledger_own_prices` (
  model_id     INT UNSIGNED    NOT NULL,
  first_day    DATE            NOT NULL COMMENT '2000-01-01: from the beginning',
  input        BIGINT UNSIGNED NULL COMMENT 'micro-dollars per 1,000,000 tokens, like the other prices',
  output       BIGINT UNSIGNED NULL,
  cached_input BIGINT UNSIGNED NULL,
  is_free      TINYINT         NOT NULL,
  same_as      VARBINARY(1020) NULL COMMENT 'UTF-8',
  PRIMARY KEY (model_id, first_day)
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 ROW_FORMAT=DYNAMIC;

-- What a USD comes to in the currency in which costs are shown. All rows have the same currency.
CREATE TABLE IF NOT EXISTS `{prefix}tokenledger_rates` (
  first_day DATE           NOT NULL PRIMARY KEY COMMENT 'the rate holds until the next one',
  currency  CHAR(3)        NOT NULL COMMENT 'ISO 4217',
  rate      DECIMAL(20,10) NOT NULL COMMENT 'for 1 USD'
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 ROW_FORMAT=DYNAMIC;

-- Ids that were missing below the highest id seen: their rows may still be committed. A gap of fewer than 4096 ids is kept
-- as bits of the two tables after this one; a longer one, and whatever lies below id 1, is a row here.
CREATE TABLE IF NOT EXISTS `{prefix}tokenledger_gaps` (
  source_id     INT UNSIGNED NOT NULL DEFAULT 1,
  epoch         INT UNSIGNED NOT NULL,
  first_id      BIGINT       NOT NULL,
  last_id       BIGINT       NOT NULL,
  missing_since DATETIME     NOT NULL COMMENT 'UTC, the database''s clock',
  expired_utc   DATETIME     NULL,
  PRIMARY KEY (source_id, epoch, first_id),
  KEY expired (source_id, epoch, expired_utc)
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 ROW_FORMAT=DYNAMIC;

-- Missing ids as bitmaps. On a cluster every row of the log can leave ids out (auto_increment_increment), so a row for
-- each gap would be a row for each row of the log.
--
-- A bucket is 4096 ids wide. An id is bit (id & 7), the lowest bit first, of byte ((id & 4095) >> 3) + 1 of `ids`; bytes
-- at the end that are 0 are left out. So
--   ORD(SUBSTR(ids, ((id & 4095) >> 3) + 1, 1)) >> (id & 7) & 1
-- is 1 where an id is missing. `gaps` is the number of unbroken runs in the bitmap; a gap in two buckets counts in both.
--
-- In this table are those whose rows may still be committed. The time is rounded up to the full hour, so a bucket has few
-- rows.
CREATE TABLE IF NOT EXISTS `{prefix}tokenledger_missing_ids` (
  source_id     INT UNSIGNED      NOT NULL DEFAULT 1,
  epoch         INT UNSIGNED      NOT NULL,
  bucket        BIGINT            NOT NULL COMMENT 'id / 4096',
  missing_since DATETIME          NOT NULL COMMENT 'UTC, the database''s clock, the next full hour',
  gaps          SMALLINT UNSIGNED NOT NULL COMMENT 'runs in the bitmap',
  ids           VARBINARY(512)    NOT NULL COMMENT 'a bit an id',
  PRIMARY KEY (source_id, epoch, bucket, missing_since)
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 ROW_FORMAT=DYNAMIC;

-- Missing ids that were given up.
CREATE TABLE IF NOT EXISTS `{prefix}tokenledger_given_up_ids` (
  source_id INT UNSIGNED      NOT NULL DEFAULT 1,
  epoch     INT UNSIGNED      NOT NULL,
  bucket    BIGINT            NOT NULL COMMENT 'id / 4096',
  gaps      SMALLINT UNSIGNED NOT NULL COMMENT 'runs in the bitmap',
  ids       VARBINARY(512)    NOT NULL COMMENT 'a bit an id',
  PRIMARY KEY (source_id, epoch, bucket),
  KEY number (source_id, epoch, gaps)
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 ROW_FORMAT=DYNAMIC;

-- Which machines sync the site: each renews its row once an hour. On a cluster no server could tell, since each knows its
-- own sessions alone.
CREATE TABLE IF NOT EXISTS `{prefix}tokenledger_syncers` (
  host      VARBINARY(255) NOT NULL PRIMARY KEY COMMENT 'the name of the machine',
  noted_utc DATETIME       NOT NULL COMMENT 'when it last synced, to the hour'
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 ROW_FORMAT=DYNAMIC;

-- Rows without a type: the chatbot gives them one when it is upgraded. The time is the row's own, as stored; 1970-01-01
-- for a row without one. Of rows that releases before 0.3.1 saw, it is when they were seen, in UTC.
CREATE TABLE IF NOT EXISTS `{prefix}tokenledger_waiting` (
  source_id INT UNSIGNED NOT NULL DEFAULT 1,
  epoch     INT UNSIGNED NOT NULL,
  id        BIGINT       NOT NULL,
  row_time  DATETIME     NOT NULL COMMENT 'the row''s own time, as stored',
  PRIMARY KEY (source_id, epoch, id)
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 ROW_FORMAT=DYNAMIC;

-- Those of the rows in `waiting` that the log did not have when it was last examined, and all that wait in an earlier
-- epoch. A log that is being restored has them back a little later, and behind a read/write splitter the next reader may
-- have them already. So such a row goes on waiting for 24 hours.
CREATE TABLE IF NOT EXISTS `{prefix}tokenledger_gone` (
  source_id     INT UNSIGNED NOT NULL DEFAULT 1,
  epoch         INT UNSIGNED NOT NULL,
  id            BIGINT       NOT NULL,
  missing_since DATETIME     NOT NULL COMMENT 'UTC, the database''s clock',
  PRIMARY KEY (source_id, epoch, id)
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 ROW_FORMAT=DYNAMIC;

CREATE TABLE IF NOT EXISTS `{prefix}tokenledger_rejected` (
  source_id INT UNSIGNED NOT NULL DEFAULT 1,
  epoch     INT UNSIGNED NOT NULL,
  id        BIGINT       NOT NULL,
  reason    VARCHAR(32)  NOT NULL,
  row_time  VARCHAR(32)  NOT NULL COMMENT 'as the server shows it; it need not be a date',
  PRIMARY KEY (source_id, epoch, id)
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 ROW_FORMAT=DYNAMIC;

-- Rows by which the log is known again.
CREATE TABLE IF NOT EXISTS `{prefix}tokenledger_checkpoints` (
  source_id    INT UNSIGNED NOT NULL DEFAULT 1,
  epoch        INT UNSIGNED NOT NULL,
  id           BIGINT       NOT NULL,
  row_time     DATETIME     NOT NULL COMMENT 'site time',
  user_type    VARCHAR(32)  NOT NULL,
  session_hash CHAR(64)     NOT NULL COMMENT 'SHA-256',
  PRIMARY KEY (source_id, epoch, id)
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 ROW_FORMAT=DYNAMIC;

-- What the owner has to know, until he has acknowledged it.
CREATE TABLE IF NOT EXISTS `{prefix}tokenledger_notices` (
  id               INT UNSIGNED NOT NULL AUTO_INCREMENT PRIMARY KEY,
  kind             VARCHAR(32)  NOT NULL COMMENT 'blind_interval, new_epoch or scores_reset',
  message          VARCHAR(500) NOT NULL,
  noticed_utc      DATETIME     NOT NULL,
  acknowledged_utc DATETIME     NULL
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 ROW_FORMAT=DYNAMIC;

-- What was imported from downloaded files. The row is written with the import's first part.
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

-- By these a row is known that a later file holds again. A bucket is 4096 ids wide; `entries` holds 12 bytes a row,
-- big-endian: 12 bits of id below the bucket, 4 of type (1 prompt, 2 completion, 3 total), 32 of seconds since 2000-01-01
-- in site time, 48 of tokens.
CREATE TABLE IF NOT EXISTS `{prefix}tokenledger_imported_rows` (
  bucket    BIGINT       NOT NULL COMMENT 'id / 4096',
  import_id INT UNSIGNED NOT NULL,
  part      INT UNSIGNED NOT NULL COMMENT 'which transaction of the import',
  entries   MEDIUMBLOB   NOT NULL,
  PRIMARY KEY (bucket, import_id, part)
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 ROW_FORMAT=DYNAMIC;

-- Users whose figures were erased. Their rows are not attributed to them ever again, wherever they come from.
CREATE TABLE IF NOT EXISTS `{prefix}tokenledger_erased_users` (
  user_id    BIGINT UNSIGNED NOT NULL PRIMARY KEY COMMENT 'the WordPress user id',
  erased_utc DATETIME        NOT NULL
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 ROW_FORMAT=DYNAMIC;

-- One row, once days have been folded.
CREATE TABLE IF NOT EXISTS `{prefix}tokenledger_user_fold` (
  id            TINYINT UNSIGNED NOT NULL PRIMARY KEY,
  folded_before DATE             NOT NULL COMMENT 'earlier days have no figures by user; it never goes back',
  folded_utc    DATETIME         NOT NULL
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 ROW_FORMAT=DYNAMIC;

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

INSERT IGNORE INTO `{prefix}tokenledger_sources` (id, kind, name)
VALUES (1, 'log', 'chatbot_chatgpt_conversation_log');

INSERT IGNORE INTO `{prefix}tokenledger_state`
  (id, fence, writer, prompt_tokens, completion_tokens, total_tokens, requests, rows_counted)
VALUES (1, 0, 0, 0, 0, 0, 0, 0);

INSERT IGNORE INTO `{prefix}tokenledger_cursors` (source_id, epoch, last_id, rows_counted) VALUES (1, 1, 0, 0);

INSERT IGNORE INTO `{prefix}tokenledger_epochs` (source_id, epoch, started_utc, reason, resumed_id, rows_skipped, is_scanned)
VALUES (1, 1, UTC_TIMESTAMP(), 'first sync', 0, 0, 0);
