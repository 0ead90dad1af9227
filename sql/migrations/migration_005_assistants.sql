-- The ledger's tables, version 5: no table changes, only some facts.
--
-- Earlier releases took the name in rows of the plain chat for an assistant, and recorded some models that the chatbot
-- never requested. The program corrects both before it writes this version; no total changes
-- (Sources/LedgerStore/Writing/FactCorrection.swift).

INSERT IGNORE INTO `{prefix}tokenledger_migrations` (version, applied_at) VALUES (5, UTC_TIMESTAMP());
