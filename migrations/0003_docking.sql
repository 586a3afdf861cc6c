-- Docking: needs and offers, the cases between them, and what was said in a case.
CREATE TABLE listing (
    id           BIGINT PRIMARY KEY,
    side         TEXT NOT NULL CHECK (side IN ('need', 'offer')),
    kind         TEXT NOT NULL,
    organisation BIGINT REFERENCES organisation (id),
    account      BIGINT,
    title_zh     TEXT NOT NULL,
    title_en     TEXT NOT NULL,
    body_zh      TEXT NOT NULL,
    body_en      TEXT NOT NULL,
    industry     TEXT NOT NULL,
    skills       TEXT NOT NULL,
    division     TEXT NOT NULL,
    zone         TEXT NOT NULL,
    stage        TEXT NOT NULL,
    amount_low   BIGINT,
    amount_high  BIGINT,
    quantity     BIGINT,
    from_day     TEXT,
    open_until   TEXT,
    visibility   TEXT NOT NULL CHECK (visibility IN ('public', 'members', 'named')),
    state        TEXT NOT NULL CHECK (state IN ('draft', 'review', 'open', 'closed', 'refused')),
    reason       TEXT NOT NULL,
    published_ms BIGINT NOT NULL,
    created_ms   BIGINT NOT NULL,
    version      BIGINT NOT NULL
);
CREATE INDEX listing_state ON listing (state, published_ms, id);
CREATE INDEX listing_owner ON listing (organisation, state, id);

CREATE TABLE docking_case (
    id            BIGINT PRIMARY KEY,
    need          BIGINT NOT NULL REFERENCES listing (id),
    offer         BIGINT NOT NULL REFERENCES listing (id),
    state         TEXT NOT NULL CHECK (state IN ('contact', 'visit', 'trial', 'contract', 'done', 'declined', 'lapsed')),
    turn          TEXT NOT NULL CHECK (turn IN ('need', 'offer')),
    turn_ms       BIGINT NOT NULL,
    need_ok_ms    BIGINT,
    offer_ok_ms   BIGINT,
    amount        BIGINT,
    reason        TEXT NOT NULL,
    created_ms    BIGINT NOT NULL,
    version       BIGINT NOT NULL
);
CREATE UNIQUE INDEX docking_case_once ON docking_case (need, offer) WHERE state NOT IN ('declined', 'lapsed');
CREATE INDEX docking_case_offer ON docking_case (offer, id);
CREATE INDEX docking_case_state ON docking_case (state, turn_ms, id);

CREATE TABLE case_message (
    id           BIGINT PRIMARY KEY,
    docking_case BIGINT NOT NULL REFERENCES docking_case (id),
    account      BIGINT,
    side         TEXT NOT NULL,
    verb         TEXT NOT NULL,
    body         TEXT NOT NULL,
    at_ms        BIGINT NOT NULL
);
CREATE INDEX case_message_case ON case_message (docking_case, id);
