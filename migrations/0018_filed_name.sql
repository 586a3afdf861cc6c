-- What the carrier was called when it handed a return in: its fingerprint is of that name. Empty: as today.
ALTER TABLE filing_version ADD COLUMN carrier_name TEXT NOT NULL DEFAULT '';
