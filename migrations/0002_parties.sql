-- Parties: organisations and persons under one identity; who belongs where.
-- division is the legal district (GB/T 2260), zone the reporting zone: two dimensions, never merged.
CREATE TABLE organisation (
    id          BIGINT PRIMARY KEY,
    kind        TEXT NOT NULL,
    name_zh     TEXT NOT NULL,
    name_en     TEXT NOT NULL,
    uscc        TEXT,
    division    TEXT NOT NULL,
    zone        TEXT NOT NULL,
    industry    TEXT NOT NULL,
    size_class  TEXT NOT NULL,
    intro_zh    TEXT NOT NULL,
    intro_en    TEXT NOT NULL,
    state       TEXT NOT NULL CHECK (state IN ('pending', 'active', 'refused', 'closed')),
    created_ms  BIGINT NOT NULL,
    version     BIGINT NOT NULL
);
CREATE UNIQUE INDEX organisation_uscc ON organisation (uscc) WHERE uscc IS NOT NULL;
CREATE UNIQUE INDEX organisation_name ON organisation (name_zh);
CREATE INDEX organisation_state ON organisation (state, division, id);

CREATE TABLE person (
    id          BIGINT PRIMARY KEY,
    account     BIGINT NOT NULL,
    name        TEXT NOT NULL,
    kind        TEXT NOT NULL,
    division    TEXT NOT NULL,
    id_cipher   @BLOB,
    id_index    @BLOB,
    phone_cipher @BLOB,
    version     BIGINT NOT NULL
);
CREATE UNIQUE INDEX person_account ON person (account);
CREATE UNIQUE INDEX person_once ON person (id_index) WHERE id_index IS NOT NULL;

CREATE TABLE membership (
    account      BIGINT NOT NULL,
    organisation BIGINT NOT NULL REFERENCES organisation (id),
    role         TEXT NOT NULL CHECK (role IN ('owner', 'member')),
    since_ms     BIGINT NOT NULL,
    PRIMARY KEY (account, organisation)
);
