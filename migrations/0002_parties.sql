-- Parties: organisations and persons under one identity; who belongs where.
-- division is the legal district (GB/T 2260), zone the reporting zone: two dimensions, never merged.
CREATE TABLE organisation (
    id          BIGINT PRIMARY KEY,
    kind        TEXT NOT NULL,
    name_zh     TEXT NOT NULL,
    name_en     TEXT NOT NULL,
    sort_key    TEXT NOT NULL,                 -- pinyin order of name_zh, hex of ICU's key; equal on both databases
    uscc        TEXT,
    division    TEXT NOT NULL,
    zone        TEXT NOT NULL,
    industry    TEXT NOT NULL,
    size_class  TEXT NOT NULL,
    intro_zh    TEXT NOT NULL,
    intro_en    TEXT NOT NULL,
    website     TEXT NOT NULL,
    contact     TEXT NOT NULL,                 -- a public line: office, telephone
    bank_cipher @BLOB,
    state       TEXT NOT NULL CHECK (state IN ('pending', 'active', 'refused', 'closed')),
    reason      TEXT NOT NULL,
    synthetic   BIGINT NOT NULL,               -- 1 = invented for the demo
    created_by  BIGINT NOT NULL,
    created_ms  BIGINT NOT NULL,
    version     BIGINT NOT NULL
);
CREATE UNIQUE INDEX organisation_uscc ON organisation (uscc) WHERE uscc IS NOT NULL;
CREATE UNIQUE INDEX organisation_name ON organisation (name_zh);
CREATE INDEX organisation_state ON organisation (state, sort_key, id);

-- One row a natural person. Number, telephone and bank account are sealed field by field; id_index and phone_index are
-- blind indexes, so that one person exists once. account is NULL for people known only from filings.
CREATE TABLE person (
    id           BIGINT PRIMARY KEY,
    account      BIGINT REFERENCES account (id),
    name         TEXT NOT NULL,
    kind         TEXT NOT NULL,                -- code list person_kinds
    division     TEXT NOT NULL,
    education    TEXT NOT NULL,
    skills       TEXT NOT NULL,                -- comma-separated
    intro_zh     TEXT NOT NULL,
    intro_en     TEXT NOT NULL,
    id_cipher    @BLOB,
    id_index     @BLOB,
    phone_cipher @BLOB,
    phone_index  @BLOB,
    bank_cipher  @BLOB,
    created_ms   BIGINT NOT NULL,
    version      BIGINT NOT NULL
);
CREATE UNIQUE INDEX person_account ON person (account) WHERE account IS NOT NULL;
CREATE UNIQUE INDEX person_once ON person (id_index) WHERE id_index IS NOT NULL;
CREATE INDEX person_phone ON person (phone_index) WHERE phone_index IS NOT NULL;

-- asked: wants to join, an owner decides.
CREATE TABLE membership (
    account      BIGINT NOT NULL REFERENCES account (id),
    organisation BIGINT NOT NULL REFERENCES organisation (id),
    role         TEXT NOT NULL CHECK (role IN ('owner', 'editor', 'member')),
    state        TEXT NOT NULL CHECK (state IN ('active', 'asked')),
    since_ms     BIGINT NOT NULL,
    PRIMARY KEY (account, organisation)
);
CREATE INDEX membership_organisation ON membership (organisation, account);

-- Every look at a sealed field, with the purpose given for it.
CREATE TABLE unmasking (
    event        BIGINT PRIMARY KEY REFERENCES event (id),
    account      BIGINT NOT NULL,
    kind         TEXT NOT NULL,                -- person, organisation
    subject      BIGINT NOT NULL,
    field        TEXT NOT NULL,
    purpose      TEXT NOT NULL,
    at_ms        BIGINT NOT NULL
);
CREATE INDEX unmasking_subject ON unmasking (kind, subject, event);
