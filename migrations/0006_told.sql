-- Listings of which people are still to be told: written in the transaction that makes one news (it opens, or a case of it
-- ends and it stays open), taken away when everybody it fits has been told.
CREATE TABLE told_due (
    listing      BIGINT PRIMARY KEY REFERENCES listing (id),
    event        BIGINT NOT NULL,              -- what made it news; it may become news again meanwhile
    again        BIGINT NOT NULL,              -- 1: after a case; weaker matches hear of it, too
    due_ms       BIGINT NOT NULL,              -- not before; put off when it failed
    tries        BIGINT NOT NULL               -- how often it failed
);
CREATE INDEX told_due_when ON told_due (due_ms, listing);
DELETE FROM setting WHERE name = 'told_ms';
