-- Who does not like a result must not draw another lottery alone: a round that has run is called off by two, with a reason. A column's
-- CHECK cannot be changed on both databases, so the column is made anew under its old name (0010).
ALTER TABLE round ADD COLUMN asks TEXT NOT NULL DEFAULT '' CHECK (asks IN ('', 'close', 'run', 'publish', 'cancel'));
UPDATE round SET asks = ask;
ALTER TABLE round DROP COLUMN ask;
ALTER TABLE round RENAME COLUMN asks TO ask;
ALTER TABLE round ADD COLUMN ask_reason TEXT NOT NULL DEFAULT '';       -- why, when what is proposed is to call it off
-- Of rounds called off before this nobody wrote down when and why: the log has when and who.
ALTER TABLE round ADD COLUMN off_reason TEXT NOT NULL DEFAULT '';       -- why it was called off, for everybody to read
ALTER TABLE round ADD COLUMN off_ms BIGINT;
ALTER TABLE round ADD COLUMN off_asked_by BIGINT;                       -- of a round that had run: who proposed it
ALTER TABLE round ADD COLUMN off_by BIGINT;
ALTER TABLE round ADD COLUMN repeats BIGINT REFERENCES round (id);     -- gives out anew what that one, called off after it had run, had given

-- How many apply, and a page of them: without reading them all.
CREATE INDEX round_application_sent ON round_application (round, alias, id) WHERE state = 'sent';
