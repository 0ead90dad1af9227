-- The options that TokenLedger reads, by name, and no others: the chatbot keeps its API keys in the same table.
-- A user who may read this view alone never sees them.

CREATE OR REPLACE SQL SECURITY DEFINER VIEW `{prefix}tokenledger_options` AS
  SELECT option_name, option_value FROM `{prefix}options` WHERE option_name IN ({names});
