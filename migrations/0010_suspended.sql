-- The office may suspend an organisation for a while. A column's CHECK cannot be changed on both databases, so the column
-- is made anew under its old name.
ALTER TABLE organisation ADD COLUMN stands TEXT NOT NULL DEFAULT 'pending' CHECK (stands IN ('pending', 'active', 'refused', 'suspended', 'closed'));
UPDATE organisation SET stands = state;
DROP INDEX organisation_state;
ALTER TABLE organisation DROP COLUMN state;
ALTER TABLE organisation RENAME COLUMN stands TO state;
CREATE INDEX organisation_state ON organisation (state, sort_key, id);
