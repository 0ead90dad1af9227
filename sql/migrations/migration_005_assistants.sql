-- The ledger's tables, version 5: no table changes, but what some facts say.
--
-- Earlier releases took the name that a row of the plain chat carries for an assistant, and some models that the
-- chatbot never sent for those of its options. The program puts both right before it writes this version; no total
-- changes (Sources/LedgerStore/FactCorrection.swift).

INSERT IGNORE INTO `{prefix}tokenledger_migrations` (version, applied_at) VALUES (5, UTC_TIMESTAMP());
