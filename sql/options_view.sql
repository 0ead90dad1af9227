-- The options that TokenLedger reads, by name, and no others: the chatbot keeps its API keys in the same table.
-- A user who may read this view alone never sees them. A network that has activated the chatbot for all of its sites keeps
-- its version for them: there that one is shown, and not the one that the site itself may once have noted.
-- Earlier releases' views have fewer options, and no view_version.

CREATE OR REPLACE SQL SECURITY DEFINER VIEW `{prefix}tokenledger_options` AS
  SELECT CONVERT(option_name USING utf8mb4) AS option_name, CONVERT(option_value USING utf8mb4) AS option_value,
    {view_version} AS view_version
  FROM `{prefix}options` WHERE option_name IN ({names}){network};
