-- The ledger's tables, version 8: where usage comes from, and how its model is known.
--
-- Ids of two logs never mix: each table with ids of a log names the source. Source 1 is the chatbot's log, and each
-- import is a source of its own. The lists gain the column with the default 1: what an earlier release wrote is the
-- log's.
--
-- Days and hours tell models apart. In facts, days, hours and users' months,
--   model_basis is how the model is known: 0 not at all, 1 seen in the chatbot's options, 2 declared by the owner,
--     3 not kept by the hour (hours alone: an earlier release counted them, on a day with several models).
--   model_id is the model that counts, 0 where none is known.
--   seen_model_id is the model that was seen, also where another one was declared; 0 where none was.
--   user_kind is whose usage it is: 0 guests, 1 the user user_id, 2 erased users, 3 all users of folded days.
--   largest_prompt and largest_completion are the largest numbers of a single row; null where an earlier release, which
--     did not keep them, counted some of the rows. They merge, and a rebuild counts them again; nothing is ever
--     subtracted from them.
--
-- The usage of an earlier ledger is moved in one transaction, which raises the fence and at its end notes this
-- version (Sources/LedgerStore/Schema/LedgerUpgrade.swift). Until then the old tables of usage stand as they are,
-- and version 9 drops them.

-- A column, a primary key and a key are each changed by a statement of its own: not every server does more at once.
ALTER TABLE `{prefix}tokenledger_epochs`
  ADD COLUMN source_id INT UNSIGNED NOT NULL DEFAULT 1 FIRST;
ALTER TABLE `{prefix}tokenledger_epochs`
  DROP PRIMARY KEY, ADD PRIMARY KEY (source_id, epoch);

ALTER TABLE `{prefix}tokenledger_gaps`
  ADD COLUMN source_id INT UNSIGNED NOT NULL DEFAULT 1 FIRST;
ALTER TABLE `{prefix}tokenledger_gaps`
  DROP PRIMARY KEY, ADD PRIMARY KEY (source_id, epoch, first_id);
ALTER TABLE `{prefix}tokenledger_gaps`
  DROP KEY expired;
ALTER TABLE `{prefix}tokenledger_gaps`
  ADD KEY expired (source_id, epoch, expired_utc);

ALTER TABLE `{prefix}tokenledger_missing_ids`
  ADD COLUMN source_id INT UNSIGNED NOT NULL DEFAULT 1 FIRST;
ALTER TABLE `{prefix}tokenledger_missing_ids`
  DROP PRIMARY KEY, ADD PRIMARY KEY (source_id, epoch, bucket, missing_since);

ALTER TABLE `{prefix}tokenledger_given_up_ids`
  ADD COLUMN source_id INT UNSIGNED NOT NULL DEFAULT 1 FIRST;
ALTER TABLE `{prefix}tokenledger_given_up_ids`
  DROP PRIMARY KEY, ADD PRIMARY KEY (source_id, epoch, bucket);
ALTER TABLE `{prefix}tokenledger_given_up_ids`
  DROP KEY number;
ALTER TABLE `{prefix}tokenledger_given_up_ids`
  ADD KEY number (source_id, epoch, gaps);

-- The time is the row's own, as stored; 1970-01-01 for a row without one. Of rows that releases before 0.3.1 saw, it is
-- when they were seen, in UTC.
ALTER TABLE `{prefix}tokenledger_waiting`
  ADD COLUMN source_id INT UNSIGNED NOT NULL DEFAULT 1 FIRST;
ALTER TABLE `{prefix}tokenledger_waiting`
  CHANGE COLUMN since_utc row_time DATETIME NOT NULL COMMENT 'the row''s own time, as stored';
ALTER TABLE `{prefix}tokenledger_waiting`
  DROP PRIMARY KEY, ADD PRIMARY KEY (source_id, epoch, id);

ALTER TABLE `{prefix}tokenledger_gone`
  ADD COLUMN source_id INT UNSIGNED NOT NULL DEFAULT 1 FIRST;
ALTER TABLE `{prefix}tokenledger_gone`
  DROP PRIMARY KEY, ADD PRIMARY KEY (source_id, epoch, id);

ALTER TABLE `{prefix}tokenledger_rejected`
  ADD COLUMN source_id INT UNSIGNED NOT NULL DEFAULT 1 FIRST;
ALTER TABLE `{prefix}tokenledger_rejected`
  DROP PRIMARY KEY, ADD PRIMARY KEY (source_id, epoch, id);

ALTER TABLE `{prefix}tokenledger_checkpoints`
  ADD COLUMN source_id INT UNSIGNED NOT NULL DEFAULT 1 FIRST;
ALTER TABLE `{prefix}tokenledger_checkpoints`
  DROP PRIMARY KEY, ADD PRIMARY KEY (source_id, epoch, id);

CREATE TABLE IF NOT EXISTS `{prefix}tokenledger_sources` (
  id        INT UNSIGNED NOT NULL PRIMARY KEY,
  kind      VARCHAR(16)  NOT NULL COMMENT 'log or import',
  name      VARCHAR(255) NOT NULL COMMENT 'of a log, its table without the prefix',
  import_id INT UNSIGNED NULL COMMENT 'of an import, its number',
  UNIQUE KEY import_id (import_id)
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 ROW_FORMAT=DYNAMIC;

-- How far a log was read. `state` keeps the fence and the grand totals, which are the whole ledger's. Its
-- rows_counted is the sum of the cursors', so that it is noticed when one of the tables is restored without the
-- other.
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

-- What the facts of a month add up to, by user, so that the limits of many users can be judged without reading facts.
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

-- From when to when one and the same model was seen in the options of a log's chatbot, in the order of the sights. Once
-- inserted, a row changes nothing but its end.
CREATE TABLE IF NOT EXISTS `{prefix}tokenledger_seen_models` (
  source_id  INT UNSIGNED NOT NULL,
  position   INT UNSIGNED NOT NULL,
  model_id   INT UNSIGNED NOT NULL,
  first_seen DATETIME     NOT NULL COMMENT 'site time',
  last_seen  DATETIME     NOT NULL COMMENT 'site time',
  PRIMARY KEY (source_id, position)
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 ROW_FORMAT=DYNAMIC;

DELETE FROM `{prefix}tokenledger_sources`;

INSERT INTO `{prefix}tokenledger_sources` (id, kind, name, import_id)
SELECT 1, 'log', 'chatbot_chatgpt_conversation_log', NULL
UNION ALL SELECT id + 1, 'import', CONCAT('import ', id), id FROM `{prefix}tokenledger_imports`;

DELETE FROM `{prefix}tokenledger_cursors`;

INSERT INTO `{prefix}tokenledger_cursors`
  (source_id, epoch, last_id, rows_counted, last_counted, seen_site, synced_utc, synced_site, waiting_utc,
   plugin_version)
SELECT 1, epoch, last_id, rows_counted, last_counted, seen_site, synced_utc, synced_site, waiting_utc, plugin_version
FROM `{prefix}tokenledger_state`;

DELETE FROM `{prefix}tokenledger_seen_models`;

INSERT INTO `{prefix}tokenledger_seen_models` (source_id, position, model_id, first_seen, last_seen)
SELECT 1, position, model_id, first_seen, last_seen FROM `{prefix}tokenledger_model_spans`;

DELETE FROM `{prefix}tokenledger_usage_facts`;

-- In old facts bit 31 of the model said that it was declared, and the two highest user ids stood for the erased users
-- and for all users of folded days.
INSERT INTO `{prefix}tokenledger_usage_facts`
  (day, source_id, model_id, model_basis, seen_model_id, assistant_id, page_id, user_kind, user_id,
   prompt_tokens, completion_tokens, total_tokens, requests)
SELECT day, origin_id + 1, model_id & 2147483647, IF(model_id = 0, 0, IF(model_id < 2147483648, 1, 2)),
  IF(model_id < 2147483648, model_id, 0), assistant_id, page_id,
  CASE user_id WHEN 0 THEN 0 WHEN 18446744073709551615 THEN 2 WHEN 18446744073709551614 THEN 3 ELSE 1 END,
  IF(user_id < 18446744073709551614, user_id, 0), prompt_tokens, completion_tokens, total_tokens, requests
FROM `{prefix}tokenledger_facts`;

DELETE FROM `{prefix}tokenledger_day_totals`;

INSERT INTO `{prefix}tokenledger_day_totals`
  (day, source_id, model_id, model_basis, seen_model_id, prompt_tokens, completion_tokens, total_tokens, requests)
SELECT day, source_id, model_id, model_basis, seen_model_id, SUM(prompt_tokens), SUM(completion_tokens),
  SUM(total_tokens), SUM(requests)
FROM `{prefix}tokenledger_usage_facts` GROUP BY day, source_id, model_id, model_basis, seen_model_id;

DELETE FROM `{prefix}tokenledger_hour_totals`;

-- On a day with one model its hours are that model's. On other days it is not known which hours are whose.
INSERT INTO `{prefix}tokenledger_hour_totals`
  (day, hour, source_id, model_id, model_basis, seen_model_id, prompt_tokens, completion_tokens, total_tokens, requests)
SELECT h.day, h.hour, h.origin_id + 1, IF(m.models = 1, m.model_id, 0), IF(m.models = 1, m.model_basis, 3),
  IF(m.models = 1, m.seen_model_id, 0), h.prompt_tokens, h.completion_tokens, h.total_tokens, h.requests
FROM `{prefix}tokenledger_hours` AS h LEFT JOIN (
  SELECT day, source_id, COUNT(*) AS models, MAX(model_id) AS model_id, MAX(model_basis) AS model_basis,
    MAX(seen_model_id) AS seen_model_id
  FROM `{prefix}tokenledger_day_totals` GROUP BY day, source_id
) AS m ON m.day = h.day AND m.source_id = h.origin_id + 1;

DELETE FROM `{prefix}tokenledger_user_months`;

INSERT INTO `{prefix}tokenledger_user_months`
  (month, user_kind, user_id, source_id, model_id, model_basis, seen_model_id,
   prompt_tokens, completion_tokens, total_tokens, requests)
SELECT DATE_FORMAT(day, '%Y-%m-01'), user_kind, user_id, source_id, model_id, model_basis, seen_model_id,
  SUM(prompt_tokens), SUM(completion_tokens), SUM(total_tokens), SUM(requests)
FROM `{prefix}tokenledger_usage_facts` GROUP BY 1, 2, 3, 4, 5, 6, 7;

INSERT IGNORE INTO `{prefix}tokenledger_migrations` (version, applied_at) VALUES (8, UTC_TIMESTAMP());
