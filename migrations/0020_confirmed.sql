-- A certification is what its carrier says until an officer has confirmed it; only then does it count. What was entered before
-- nobody has confirmed: it waits, and is in no figure until somebody has.
ALTER TABLE certification ADD COLUMN granted_by TEXT NOT NULL DEFAULT '';        -- who granted it, in words
ALTER TABLE certification ADD COLUMN state TEXT NOT NULL DEFAULT 'claimed' CHECK (state IN ('claimed', 'confirmed', 'refused'));
ALTER TABLE certification ADD COLUMN decided_by BIGINT REFERENCES account (id); -- the officer who confirmed, refused or entered it
ALTER TABLE certification ADD COLUMN decided_ms BIGINT;
ALTER TABLE certification ADD COLUMN reason TEXT NOT NULL DEFAULT '';            -- why it was refused, or ended
CREATE INDEX certification_claimed ON certification (id) WHERE state = 'claimed';
DELETE FROM cell WHERE measure = 'carriers';

-- 1 = closed because the office closed its organisation, open again when the office opens that.
ALTER TABLE carrier ADD COLUMN shut BIGINT NOT NULL DEFAULT 0 CHECK (shut IN (0, 1));
