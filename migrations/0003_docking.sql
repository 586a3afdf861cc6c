-- Docking: needs and offers, the cases between them, and what was said in a case.
--
--   listing:  draft -> review -> open -> closed        (refused -> review again after mending)
--   case:     contact -> visit -> trial -> contract -> done, or declined or lapsed with a reason
CREATE TABLE listing (
    id           BIGINT PRIMARY KEY,
    side         TEXT NOT NULL CHECK (side IN ('need', 'offer')),
    kind         TEXT NOT NULL,                -- code list listing_kinds
    organisation BIGINT REFERENCES organisation (id),      -- NULL: the person's own
    account      BIGINT NOT NULL REFERENCES account (id),  -- who posted it
    title_zh     TEXT NOT NULL,
    title_en     TEXT NOT NULL,
    body_zh      TEXT NOT NULL,
    body_en      TEXT NOT NULL,
    industry     TEXT NOT NULL,
    skills       TEXT NOT NULL,                -- comma-separated
    division     TEXT NOT NULL,
    zone         TEXT NOT NULL,
    stage        TEXT NOT NULL,
    languages    TEXT NOT NULL,                -- comma-separated: zh,en,ja,ko,ru
    amount_low   BIGINT,                       -- fen
    amount_high  BIGINT,
    quantity     BIGINT,
    from_day     TEXT,
    to_day       TEXT,
    open_until   TEXT,
    visibility   TEXT NOT NULL CHECK (visibility IN ('public', 'members', 'named')),
    state        TEXT NOT NULL CHECK (state IN ('draft', 'review', 'open', 'closed', 'refused')),
    reason       TEXT NOT NULL,                -- of a refusal or a closing
    source_key   TEXT,                         -- natural key of a row that was uploaded
    published_ms BIGINT NOT NULL,              -- 0 = never
    renew_by_ms  BIGINT NOT NULL,              -- open and not renewed by then: closed as stale; 0 = not open
    reminded_ms  BIGINT NOT NULL,              -- when the owner was last asked to renew; 0 = not since
    created_ms   BIGINT NOT NULL,
    version      BIGINT NOT NULL
);
CREATE INDEX listing_state ON listing (state, published_ms, id);
CREATE INDEX listing_renew ON listing (renew_by_ms) WHERE state = 'open';
CREATE INDEX listing_organisation ON listing (organisation, created_ms);
CREATE INDEX listing_account ON listing (account, created_ms);
CREATE UNIQUE INDEX listing_source ON listing (account, source_key) WHERE source_key IS NOT NULL;

-- The fields of one kind only (maturity, wage, area ...), by the table in src/app/docking/kinds.c.
CREATE TABLE listing_detail (
    listing      BIGINT NOT NULL REFERENCES listing (id),
    field        TEXT NOT NULL,
    value        TEXT NOT NULL,                -- as the form's type writes it: code, whole number, fen, text
    PRIMARY KEY (listing, field)
);

-- The confidential annex, sealed; and who may see what. named: sees the listing at all; annex: sees the annex, too.
CREATE TABLE listing_annex (
    listing      BIGINT PRIMARY KEY REFERENCES listing (id),
    body_cipher  @BLOB NOT NULL
);
CREATE TABLE listing_party (
    listing      BIGINT NOT NULL REFERENCES listing (id),
    organisation BIGINT NOT NULL,              -- 0 when it is a person
    account      BIGINT NOT NULL,              -- 0 when it is an organisation
    what         TEXT NOT NULL CHECK (what IN ('named', 'annex')),
    PRIMARY KEY (listing, organisation, account, what)
);
CREATE INDEX listing_party_organisation ON listing_party (organisation, listing);
CREATE INDEX listing_party_account ON listing_party (account, listing);

-- It is a result only when both sides have confirmed the same amount and number: need_ok_ms and offer_ok_ms.
CREATE TABLE docking_case (
    id            BIGINT PRIMARY KEY,
    need          BIGINT NOT NULL REFERENCES listing (id),
    offer         BIGINT NOT NULL REFERENCES listing (id),
    asked         TEXT NOT NULL CHECK (asked IN ('need', 'offer')),      -- the side that opened it
    account       BIGINT NOT NULL REFERENCES account (id),               -- who opened it
    state         TEXT NOT NULL CHECK (state IN ('contact', 'visit', 'trial', 'contract', 'done', 'declined', 'lapsed')),
    turn          TEXT NOT NULL CHECK (turn IN ('need', 'offer')),       -- whose move it is, and since when
    turn_ms       BIGINT NOT NULL,
    reminded_ms   BIGINT NOT NULL,
    need_ok_ms    BIGINT,
    offer_ok_ms   BIGINT,
    amount        BIGINT,                      -- fen, of the contract
    people        BIGINT,                      -- posts filled, places taken
    contract_day  TEXT,
    reason        TEXT NOT NULL,
    created_ms    BIGINT NOT NULL,
    ended_ms      BIGINT,
    version       BIGINT NOT NULL
);
CREATE UNIQUE INDEX docking_case_once ON docking_case (need, offer) WHERE state NOT IN ('declined', 'lapsed');
CREATE INDEX docking_case_offer ON docking_case (offer, id);
CREATE INDEX docking_case_need ON docking_case (need, id);
CREATE INDEX docking_case_state ON docking_case (state, turn_ms, id);

CREATE TABLE case_message (
    id           BIGINT PRIMARY KEY,
    docking_case BIGINT NOT NULL REFERENCES docking_case (id),
    account      BIGINT NOT NULL,              -- 0 = the program itself
    side         TEXT NOT NULL CHECK (side IN ('need', 'offer', '')),
    verb         TEXT NOT NULL,                -- message, or the step that was taken
    body         TEXT NOT NULL,
    at_ms        BIGINT NOT NULL
);
CREATE INDEX case_message_case ON case_message (docking_case, id);

CREATE TABLE case_file (
    id           BIGINT PRIMARY KEY,
    docking_case BIGINT NOT NULL REFERENCES docking_case (id),
    message      BIGINT NOT NULL REFERENCES case_message (id),
    name         TEXT NOT NULL,
    type         TEXT NOT NULL,
    size         BIGINT NOT NULL,
    sha256       TEXT NOT NULL,
    bytes        @BLOB NOT NULL
);
CREATE INDEX case_file_case ON case_file (docking_case, id);

-- query is the query string of the search page; told_ms: listings published up to then were looked at.
CREATE TABLE saved_search (
    id           BIGINT PRIMARY KEY,
    account      BIGINT NOT NULL REFERENCES account (id),
    name         TEXT NOT NULL,
    query        TEXT NOT NULL,
    created_ms   BIGINT NOT NULL
);
CREATE INDEX saved_search_account ON saved_search (account, id);

-- Who was told of which listing: nobody hears twice.
CREATE TABLE listing_told (
    account      BIGINT NOT NULL REFERENCES account (id),
    listing      BIGINT NOT NULL REFERENCES listing (id),
    at_ms        BIGINT NOT NULL,
    PRIMARY KEY (account, listing)
);
