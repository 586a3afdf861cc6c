-- Calendars follow an agenda by a private address (src/app/fairs/feed_pages.c). hash is SHA-256 of what it ends in: who reads this
-- table reads no agenda.
CREATE TABLE fair_feed (
    id             BIGINT PRIMARY KEY,
    hash           @BLOB NOT NULL,
    party          BIGINT NOT NULL REFERENCES fair_party (id),
    person         BIGINT REFERENCES fair_person (id),         -- NULL = all who come for the party
    account        BIGINT NOT NULL REFERENCES account (id),    -- who made it: it holds while she acts for the party
    lang           TEXT NOT NULL CHECK (lang IN ('zh', 'en')),
    created_ms     BIGINT NOT NULL,
    seen_ms        BIGINT                                      -- last asked for, to the hour; NULL = never
);
CREATE UNIQUE INDEX fair_feed_hash ON fair_feed (hash);
CREATE INDEX fair_feed_party ON fair_feed (party, id);
