-- The ledger's tables, version 1. They stand beside WordPress's own, whose prefix replaces {prefix}.
--
-- DDL commits by itself, so every statement can be run again: a migration that was cut off is simply repeated,
-- and its version is written after it. Every table has a primary key (Galera needs one).

CREATE TABLE IF NOT EXISTS `{prefix}tokenledger_migrations` (
  version    INT UNSIGNED NOT NULL PRIMARY KEY,
  applied_at DATETIME     NOT NULL COMMENT 'UTC'
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 ROW_FORMAT=DYNAMIC;

-- One row. `fence` is raised by every transaction that changes the ledger; two syncs that overlap cannot both
-- raise it from the same value. The grand totals are what the other tables must add up to.
CREATE TABLE IF NOT EXISTS `{prefix}tokenledger_state` (
  id                TINYINT UNSIGNED NOT NULL PRIMARY KEY,
  fence             BIGINT UNSIGNED  NOT NULL,
  writer            BIGINT UNSIGNED  NOT NULL COMMENT 'who raised the fence last',
  epoch             INT UNSIGNED     NOT NULL,
  last_id           BIGINT           NOT NULL COMMENT 'the highest id of the log seen in this epoch',
  prompt_tokens     BIGINT           NOT NULL,
  completion_tokens BIGINT           NOT NULL,
  total_tokens      BIGINT           NOT NULL,
  requests          BIGINT           NOT NULL,
  rows_counted      BIGINT           NOT NULL,
  last_counted      DATETIME         NULL COMMENT 'site time: the latest row counted',
  seen_site         DATETIME         NULL COMMENT 'site time: when rows were last counted',
  synced_utc        DATETIME         NULL COMMENT 'the last sync that reached the end',
  synced_site       DATETIME         NULL COMMENT 'the same in site time',
  waiting_utc       DATETIME         NULL COMMENT 'when all untyped rows were last looked at',
  plugin_version    VARCHAR(64)      NULL
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 ROW_FORMAT=DYNAMIC;

-- A life of the log: it ends when the log is emptied, replaced or restored.
CREATE TABLE IF NOT EXISTS `{prefix}tokenledger_epochs` (
  epoch        INT UNSIGNED NOT NULL PRIMARY KEY,
  started_utc  DATETIME     NOT NULL,
  reason       VARCHAR(64)  NOT NULL,
  resumed_id   BIGINT       NOT NULL COMMENT 'rows up to this id were counted by earlier epochs',
  counted_until DATETIME    NULL COMMENT 'site time: above resumed_id, rows up to it are taken as counted',
  first_id     BIGINT       NULL,
  last_id      BIGINT       NULL,
  first_time   DATETIME     NULL COMMENT 'site time',
  last_time    DATETIME     NULL COMMENT 'site time',
  rows_skipped BIGINT       NOT NULL,
  is_scanned   TINYINT      NOT NULL COMMENT 'the first pass reached the end'
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 ROW_FORMAT=DYNAMIC;

CREATE TABLE IF NOT EXISTS `{prefix}tokenledger_days` (
  day               DATE   NOT NULL PRIMARY KEY,
  prompt_tokens     BIGINT NOT NULL,
  completion_tokens BIGINT NOT NULL,
  total_tokens      BIGINT NOT NULL,
  requests          BIGINT NOT NULL
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 ROW_FORMAT=DYNAMIC;

-- origin_id 0 is the log. In every dimension 0 means none: an unknown model, no assistant, no page, a guest.
CREATE TABLE IF NOT EXISTS `{prefix}tokenledger_hours` (
  day               DATE             NOT NULL,
  hour              TINYINT UNSIGNED NOT NULL,
  origin_id         INT UNSIGNED     NOT NULL,
  prompt_tokens     BIGINT NOT NULL,
  completion_tokens BIGINT NOT NULL,
  total_tokens      BIGINT NOT NULL,
  requests          BIGINT NOT NULL,
  PRIMARY KEY (day, hour, origin_id)
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 ROW_FORMAT=DYNAMIC;

CREATE TABLE IF NOT EXISTS `{prefix}tokenledger_facts` (
  day               DATE            NOT NULL,
  origin_id         INT UNSIGNED    NOT NULL,
  model_id          INT UNSIGNED    NOT NULL,
  assistant_id      INT UNSIGNED    NOT NULL,
  page_id           INT UNSIGNED    NOT NULL,
  user_id           BIGINT UNSIGNED NOT NULL COMMENT 'the WordPress user id',
  prompt_tokens     BIGINT NOT NULL,
  completion_tokens BIGINT NOT NULL,
  total_tokens      BIGINT NOT NULL,
  requests          BIGINT NOT NULL,
  PRIMARY KEY (day, origin_id, model_id, assistant_id, page_id, user_id)
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 ROW_FORMAT=DYNAMIC;

-- Names are compared by bytes, hence VARBINARY: UTF-8, at most 255 characters.
CREATE TABLE IF NOT EXISTS `{prefix}tokenledger_names` (
  id   INT UNSIGNED    NOT NULL AUTO_INCREMENT PRIMARY KEY,
  kind TINYINT UNSIGNED NOT NULL COMMENT '1 assistant, 2 page',
  name VARBINARY(1020) NOT NULL,
  UNIQUE KEY kind_name (kind, name)
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 ROW_FORMAT=DYNAMIC;

CREATE TABLE IF NOT EXISTS `{prefix}tokenledger_models` (
  id       INT UNSIGNED    NOT NULL AUTO_INCREMENT PRIMARY KEY,
  platform VARBINARY(1020) NOT NULL,
  model    VARBINARY(1020) NOT NULL,
  UNIQUE KEY platform_model (platform, model)
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 ROW_FORMAT=DYNAMIC;

-- Unbroken runs of sights of one model in the chatbot's options, in the order they were observed.
CREATE TABLE IF NOT EXISTS `{prefix}tokenledger_model_spans` (
  position  INT UNSIGNED NOT NULL PRIMARY KEY,
  model_id  INT UNSIGNED NOT NULL,
  first_seen DATETIME    NOT NULL COMMENT 'site time',
  last_seen  DATETIME    NOT NULL COMMENT 'site time'
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 ROW_FORMAT=DYNAMIC;

-- Ids that were missing below the highest id seen: their rows may still be committed.
CREATE TABLE IF NOT EXISTS `{prefix}tokenledger_gaps` (
  epoch         INT UNSIGNED NOT NULL,
  first_id      BIGINT       NOT NULL,
  last_id       BIGINT       NOT NULL,
  missing_since DATETIME     NOT NULL COMMENT 'UTC, the database''s clock',
  expired_utc   DATETIME     NULL,
  PRIMARY KEY (epoch, first_id),
  KEY expired (epoch, expired_utc)
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 ROW_FORMAT=DYNAMIC;

-- Rows without a type: the chatbot gives them one when it is upgraded.
CREATE TABLE IF NOT EXISTS `{prefix}tokenledger_waiting` (
  epoch     INT UNSIGNED NOT NULL,
  id        BIGINT       NOT NULL,
  since_utc DATETIME     NOT NULL,
  PRIMARY KEY (epoch, id)
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 ROW_FORMAT=DYNAMIC;

CREATE TABLE IF NOT EXISTS `{prefix}tokenledger_rejected` (
  epoch    INT UNSIGNED NOT NULL,
  id       BIGINT       NOT NULL,
  reason   VARCHAR(32)  NOT NULL,
  row_time VARCHAR(32)  NOT NULL COMMENT 'as the server shows it; it need not be a date',
  PRIMARY KEY (epoch, id)
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 ROW_FORMAT=DYNAMIC;

-- Rows by which the log is known again.
CREATE TABLE IF NOT EXISTS `{prefix}tokenledger_checkpoints` (
  epoch        INT UNSIGNED NOT NULL,
  id           BIGINT       NOT NULL,
  row_time     DATETIME     NOT NULL COMMENT 'site time',
  user_type    VARCHAR(32)  NOT NULL,
  session_hash CHAR(64)     NOT NULL COMMENT 'SHA-256',
  PRIMARY KEY (epoch, id)
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 ROW_FORMAT=DYNAMIC;

-- What the owner has to know, until he has acknowledged it.
CREATE TABLE IF NOT EXISTS `{prefix}tokenledger_notices` (
  id               INT UNSIGNED NOT NULL AUTO_INCREMENT PRIMARY KEY,
  kind             VARCHAR(32)  NOT NULL COMMENT 'blind_interval or new_epoch',
  message          VARCHAR(500) NOT NULL,
  noticed_utc      DATETIME     NOT NULL,
  acknowledged_utc DATETIME     NULL
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 ROW_FORMAT=DYNAMIC;

INSERT IGNORE INTO `{prefix}tokenledger_state`
  (id, fence, writer, epoch, last_id, prompt_tokens, completion_tokens, total_tokens, requests, rows_counted)
VALUES (1, 0, 0, 1, 0, 0, 0, 0, 0, 0);

INSERT IGNORE INTO `{prefix}tokenledger_epochs`
  (epoch, started_utc, reason, resumed_id, rows_skipped, is_scanned)
VALUES (1, UTC_TIMESTAMP(), 'first sync', 0, 0, 0);

INSERT IGNORE INTO `{prefix}tokenledger_migrations` (version, applied_at) VALUES (1, UTC_TIMESTAMP());
