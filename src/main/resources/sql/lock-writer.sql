SELECT fact FROM ledger_fact WHERE name = 'writer' FOR UPDATE
