-- The ledger's tables, version 13: models that are declared for assistants and pages, and what the owner says of prices.

ALTER TABLE `{prefix}tokenledger_declared_models`
  ADD COLUMN kind      TINYINT UNSIGNED NOT NULL DEFAULT 0 COMMENT '0 days, 1 an assistant, 2 a page' FIRST,
  ADD COLUMN member_id INT UNSIGNED     NOT NULL DEFAULT 0 COMMENT 'the number in names; 0 for days' AFTER kind,
  DROP PRIMARY KEY,
  ADD PRIMARY KEY (kind, member_id, first_day);

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

INSERT IGNORE INTO `{prefix}tokenledger_migrations` (version, applied_at) VALUES (13, UTC_TIMESTAMP());
