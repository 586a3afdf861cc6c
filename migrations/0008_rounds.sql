-- Rounds: scarce places given out at once, by wishes, published rules and a published lottery.
--
--   round:      draft -> announced -> ran -> published         cancelled from the first three
--   objection:  open -> upheld (the input is corrected, the round is run again) or refused
CREATE TABLE round (
    id             BIGINT PRIMARY KEY,
    organisation   BIGINT REFERENCES organisation (id),        -- whose places they are; NULL: several carriers'
    account        BIGINT NOT NULL REFERENCES account (id),    -- who set it up
    parent         BIGINT REFERENCES round (id),               -- this one gives out what that one left
    kind           TEXT NOT NULL,              -- code list listing_kinds
    department     TEXT NOT NULL,              -- whose officers run it
    division       TEXT NOT NULL,
    title_zh       TEXT NOT NULL,
    title_en       TEXT NOT NULL,
    body_zh        TEXT NOT NULL,
    body_en        TEXT NOT NULL,
    opens_day      TEXT NOT NULL,              -- applications from this day
    closes_day     TEXT NOT NULL,              -- to this one, both included
    objections_day TEXT NOT NULL,              -- the last day of objections
    closed_ms      BIGINT NOT NULL,            -- closed before its day by two officers; 0 = by its day
    wishes_most    BIGINT NOT NULL,
    rule           TEXT NOT NULL,              -- FEEL over criteria and groups; '' = the points table
    files          TEXT NOT NULL CHECK (files IN ('public', 'applicants')),   -- who may take the files of a result
    teams          BIGINT NOT NULL,            -- 1: applicants may go together
    seed_cipher    @BLOB NOT NULL,             -- sealed until the round runs
    seed_sha256    TEXT NOT NULL,              -- published with the round
    seed           TEXT NOT NULL,              -- '' until it ran
    state          TEXT NOT NULL CHECK (state IN ('draft', 'announced', 'ran', 'published', 'cancelled')),
    ask            TEXT NOT NULL CHECK (ask IN ('', 'close', 'run', 'publish')),       -- what one officer proposes and another confirms
    ask_account    BIGINT,
    ask_ms         BIGINT,
    ask_sha256     TEXT NOT NULL,              -- of what she saw: the inputs, or the result
    created_ms     BIGINT NOT NULL,
    version        BIGINT NOT NULL             -- grows with every change of what a result is made from
);
CREATE INDEX round_state ON round (state, closes_day, id);

CREATE TABLE round_place (
    id             BIGINT PRIMARY KEY,
    round          BIGINT NOT NULL REFERENCES round (id),
    name_zh        TEXT NOT NULL,              -- its name in the files
    name_en        TEXT NOT NULL,
    seats          BIGINT NOT NULL,
    least          BIGINT NOT NULL,
    position       BIGINT NOT NULL,
    UNIQUE (round, name_zh)
);
CREATE TABLE round_reserve (
    place          BIGINT NOT NULL REFERENCES round_place (id),
    grp            TEXT NOT NULL,
    seats          BIGINT NOT NULL,
    hard           BIGINT NOT NULL,            -- 1: nobody else may sit there
    PRIMARY KEY (place, grp)
);

-- The points table: what an applicant answers, and what it counts. most 1 = yes or no; more = how many, each with its points.
CREATE TABLE round_criterion (
    id             BIGINT PRIMARY KEY,
    round          BIGINT NOT NULL REFERENCES round (id),
    name_zh        TEXT NOT NULL,
    name_en        TEXT NOT NULL,
    points         BIGINT NOT NULL,
    most           BIGINT NOT NULL,
    UNIQUE (round, name_zh)
);

CREATE TABLE round_application (
    id             BIGINT PRIMARY KEY,
    round          BIGINT NOT NULL REFERENCES round (id),
    account        BIGINT NOT NULL REFERENCES account (id),
    alias          TEXT NOT NULL,              -- what she is called in the files
    team           TEXT NOT NULL,              -- alias of whom she goes with; '' = alone
    groups         TEXT NOT NULL,              -- comma-separated
    state          TEXT NOT NULL CHECK (state IN ('sent', 'withdrawn')),
    corrected_ms   BIGINT NOT NULL,            -- by an officer; 0 = never
    created_ms     BIGINT NOT NULL,
    changed_ms     BIGINT NOT NULL,
    version        BIGINT NOT NULL,
    UNIQUE (round, account),
    UNIQUE (round, alias)
);
CREATE INDEX round_application_account ON round_application (account);
CREATE TABLE round_answer (
    application    BIGINT NOT NULL REFERENCES round_application (id),
    criterion      BIGINT NOT NULL REFERENCES round_criterion (id),
    value          BIGINT NOT NULL,
    PRIMARY KEY (application, criterion)
);
CREATE TABLE round_wish (
    application    BIGINT NOT NULL REFERENCES round_application (id),
    position       BIGINT NOT NULL,            -- from 1
    place          BIGINT NOT NULL REFERENCES round_place (id),
    PRIMARY KEY (application, position)
);

-- A result, whole: the files it was made from, the certificate, and the same in rows for the pages. Written in one transaction.
CREATE TABLE round_result (
    id             BIGINT PRIMARY KEY,
    round          BIGINT NOT NULL REFERENCES round (id),
    number         BIGINT NOT NULL,            -- 1, 2 ...: after an upheld objection there is another one
    asked_by       BIGINT NOT NULL,
    run_by         BIGINT NOT NULL,
    ran_ms         BIGINT NOT NULL,
    applicants     BIGINT NOT NULL,
    seats          BIGINT NOT NULL,
    placed         BIGINT NOT NULL,
    first_wish     BIGINT NOT NULL,
    places_csv     @BLOB NOT NULL,
    applicants_csv @BLOB NOT NULL,
    result_json    @BLOB NOT NULL,
    places_sha256     TEXT NOT NULL,
    applicants_sha256 TEXT NOT NULL,
    result_sha256     TEXT NOT NULL,
    publish_asked_by  BIGINT,
    published_by   BIGINT,
    published_ms   BIGINT,
    UNIQUE (round, number)
);
CREATE TABLE round_holding (
    result         BIGINT NOT NULL REFERENCES round_result (id),
    application    BIGINT NOT NULL REFERENCES round_application (id),
    place          BIGINT REFERENCES round_place (id),         -- NULL: none
    wish           BIGINT NOT NULL,            -- which of hers; 0 = none
    points         BIGINT NOT NULL,
    groups         TEXT NOT NULL,
    lottery        TEXT NOT NULL,
    PRIMARY KEY (result, application)
);
CREATE TABLE round_cutoff (
    result         BIGINT NOT NULL REFERENCES round_result (id),
    place          BIGINT NOT NULL REFERENCES round_place (id),
    groups         TEXT NOT NULL,              -- the reserved groups one counts for, comma-separated in the order of the code
    gate           TEXT NOT NULL CHECK (gate IN ('open', 'at', 'shut')),
    points         BIGINT NOT NULL,
    lottery        TEXT NOT NULL,
    PRIMARY KEY (result, place, groups)
);
CREATE TABLE round_taken (
    result         BIGINT NOT NULL REFERENCES round_result (id),
    place          BIGINT NOT NULL REFERENCES round_place (id),
    holds          BIGINT NOT NULL,
    opens          BIGINT NOT NULL,
    PRIMARY KEY (result, place)
);

CREATE TABLE round_objection (
    id             BIGINT PRIMARY KEY,
    round          BIGINT NOT NULL REFERENCES round (id),
    result         BIGINT NOT NULL REFERENCES round_result (id),
    application    BIGINT NOT NULL REFERENCES round_application (id),
    body           TEXT NOT NULL,
    state          TEXT NOT NULL CHECK (state IN ('open', 'upheld', 'refused')),
    reply          TEXT NOT NULL,
    decided_by     BIGINT,
    decided_ms     BIGINT,
    created_ms     BIGINT NOT NULL
);
CREATE INDEX round_objection_round ON round_objection (round, state, id);
CREATE INDEX round_objection_application ON round_objection (application, id);
