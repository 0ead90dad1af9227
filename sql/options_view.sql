-- The options that TokenLedger reads, by name, and no others: the chatbot keeps its API keys in the same table.
-- A user who may read this view alone never sees them. On a network it has the chatbot's version, too, which the network
-- keeps for all of its sites. Earlier releases' views have fewer options, and no view_version.

CREATE OR REPLACE SQL SECURITY DEFINER VIEW `{prefix}tokenledger_options` AS
  SELECT CONVERT(option_name USING utf8mb4) AS option_name, CONVERT(option_value USING utf8mb4) AS option_value,
    2 AS view_version
  FROM `{prefix}options` WHERE option_name IN ({names}){network};
