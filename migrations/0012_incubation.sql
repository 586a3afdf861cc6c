-- Incubation: carriers and what they hold; ventures on one identity from team to alumnus; the rules, as data with days.
-- What counts is counted into `cell` by src/app/incubation/count.c, in the transaction that changes it.

-- A carrier is an organisation (kinds carrier and base). division and zone: where it counts; follow the organisation's.
CREATE TABLE carrier (
    organisation   BIGINT PRIMARY KEY REFERENCES organisation (id),
    kind           TEXT NOT NULL CHECK (kind IN ('incubator', 'makerspace', 'park', 'base')),
    field          TEXT NOT NULL,              -- of a special carrier; '' = general
    operator       TEXT NOT NULL,
    opened_day     TEXT,
    statistics_day TEXT,                       -- files statistics since
    closed_day     TEXT,
    division       TEXT NOT NULL,
    zone           TEXT NOT NULL,
    staff          BIGINT,                     -- NULL = not known
    staff_service  BIGINT,
    fund_fen       BIGINT,
    fund_cases     BIGINT,
    services       TEXT NOT NULL,              -- comma-separated
    intake         BIGINT NOT NULL,            -- 1 = takes applications
    created_ms     BIGINT NOT NULL,
    version        BIGINT NOT NULL
);

-- Its level on a day is the best certification that is valid then.
CREATE TABLE certification (
    id             BIGINT PRIMARY KEY,
    carrier        BIGINT NOT NULL REFERENCES carrier (organisation),
    level          TEXT NOT NULL CHECK (level IN ('national', 'provincial', 'city', 'district')),
    from_day       TEXT NOT NULL,
    until_day      TEXT,                       -- the last day; NULL = until further notice
    document       TEXT NOT NULL,
    version        BIGINT NOT NULL
);
CREATE INDEX certification_carrier ON certification (carrier, from_day, id);

-- Area by use from a day on, in hundredths of a square metre.
CREATE TABLE carrier_area (
    carrier        BIGINT NOT NULL REFERENCES carrier (organisation),
    from_day       TEXT NOT NULL,
    controllable   BIGINT NOT NULL,
    tenants        BIGINT NOT NULL,
    shared         BIGINT NOT NULL,
    PRIMARY KEY (carrier, from_day)
);

CREATE TABLE carrier_mentor (
    id             BIGINT PRIMARY KEY,
    carrier        BIGINT NOT NULL REFERENCES carrier (organisation),
    account        BIGINT REFERENCES account (id),
    name           TEXT NOT NULL,
    field          TEXT NOT NULL,              -- what she advises on, in words
    from_day       TEXT NOT NULL,
    until_day      TEXT,                       -- the last day; NULL = still
    version        BIGINT NOT NULL
);
CREATE INDEX carrier_mentor_carrier ON carrier_mentor (carrier, id);
CREATE INDEX carrier_mentor_account ON carrier_mentor (account) WHERE account IS NOT NULL;

-- A room or a desk. listing: the offer in docking that shows it.
CREATE TABLE carrier_unit (
    id             BIGINT PRIMARY KEY,
    carrier        BIGINT NOT NULL REFERENCES carrier (organisation),
    code           TEXT NOT NULL,
    kind           TEXT NOT NULL CHECK (kind IN ('room', 'desk')),
    area           BIGINT NOT NULL,            -- hundredths of a square metre
    rent_fen       BIGINT NOT NULL,            -- a month
    state          TEXT NOT NULL CHECK (state IN ('active', 'retired')),
    listing        BIGINT REFERENCES listing (id),
    version        BIGINT NOT NULL
);
CREATE UNIQUE INDEX carrier_unit_code ON carrier_unit (carrier, code);

-- Team, firm, graduate, alumnus: one row from the first application on.
CREATE TABLE venture (
    id             BIGINT PRIMARY KEY,
    firm           BIGINT REFERENCES firm (id),           -- NULL until it is registered
    firm_day       TEXT,                       -- a firm since
    account        BIGINT REFERENCES account (id),        -- who acts for it; NULL = known from its carrier only
    name           TEXT NOT NULL,
    field          TEXT NOT NULL,
    stage          TEXT NOT NULL CHECK (stage IN ('team', 'firm', 'graduate', 'alumnus', 'ended')),
    returnee       BIGINT NOT NULL,            -- founded by somebody back from abroad
    student        BIGINT NOT NULL,            -- by students or graduates
    synthetic      BIGINT NOT NULL,
    created_ms     BIGINT NOT NULL,
    version        BIGINT NOT NULL
);
CREATE UNIQUE INDEX venture_firm ON venture (firm) WHERE firm IS NOT NULL;
CREATE INDEX venture_account ON venture (account, id) WHERE account IS NOT NULL;

-- What the rules ask about, each with its evidence.
CREATE TABLE venture_fact (
    id             BIGINT PRIMARY KEY,
    venture        BIGINT NOT NULL REFERENCES venture (id),
    kind           TEXT NOT NULL CHECK (kind IN ('high_tech', 'funding', 'revenue', 'acquired', 'merged', 'listed', 'none')),
    day            TEXT NOT NULL,              -- revenue: the last day of its year
    amount_fen     BIGINT,
    evidence       TEXT NOT NULL,
    created_ms     BIGINT NOT NULL
);
CREATE INDEX venture_fact_venture ON venture_fact (venture, kind, day);

CREATE TABLE intake (
    id             BIGINT PRIMARY KEY,
    carrier        BIGINT NOT NULL REFERENCES carrier (organisation),
    venture        BIGINT NOT NULL REFERENCES venture (id),
    account        BIGINT NOT NULL REFERENCES account (id),
    source         TEXT NOT NULL CHECK (source IN ('page', 'docking', 'round')),
    source_id      BIGINT,
    pitch          TEXT NOT NULL,
    people         BIGINT NOT NULL,
    state          TEXT NOT NULL CHECK (state IN ('asked', 'accepted', 'refused', 'withdrawn', 'entered')),
    reason         TEXT NOT NULL,
    decided_by     BIGINT,
    decided_ms     BIGINT,
    created_ms     BIGINT NOT NULL,
    version        BIGINT NOT NULL
);
CREATE INDEX intake_carrier ON intake (carrier, state, id);
CREATE INDEX intake_account ON intake (account, id);
CREATE UNIQUE INDEX intake_open ON intake (venture, carrier) WHERE state IN ('asked', 'accepted');

-- conflict: NULL = not yet declared. Who has one does not score.
CREATE TABLE intake_review (
    intake         BIGINT NOT NULL REFERENCES intake (id),
    account        BIGINT NOT NULL REFERENCES account (id),
    conflict       BIGINT,
    conflict_why   TEXT NOT NULL,
    team           BIGINT,
    market         BIGINT,
    technology     BIGINT,
    jobs           BIGINT,
    comment        TEXT NOT NULL,
    asked_ms       BIGINT NOT NULL,
    scored_ms      BIGINT,
    PRIMARY KEY (intake, account),
    CHECK (scored_ms IS NULL OR conflict = 0)
);
CREATE INDEX intake_review_account ON intake_review (account, intake);

-- An incubation agreement. A venture has at most one at a time; moved_from is the one before when it changed carrier.
CREATE TABLE tenancy (
    id             BIGINT PRIMARY KEY,
    venture        BIGINT NOT NULL REFERENCES venture (id),
    carrier        BIGINT NOT NULL REFERENCES carrier (organisation),
    agreement      TEXT NOT NULL,
    entry_day      TEXT NOT NULL,
    due_day        TEXT NOT NULL,
    exit_day       TEXT,                       -- the first day without
    exit_kind      TEXT CHECK (exit_kind IN ('graduated', 'moved', 'failed', 'expired', 'expelled')),
    exit_reason    TEXT NOT NULL,
    moved_from     BIGINT REFERENCES tenancy (id),
    intake         BIGINT REFERENCES intake (id),
    checked_month  BIGINT NOT NULL,            -- yyyymm of the last check of its end
    created_ms     BIGINT NOT NULL,
    version        BIGINT NOT NULL,
    CHECK ((exit_day IS NULL) = (exit_kind IS NULL))
);
CREATE UNIQUE INDEX tenancy_live ON tenancy (venture) WHERE exit_day IS NULL;
CREATE INDEX tenancy_venture ON tenancy (venture, entry_day, id);
CREATE INDEX tenancy_carrier ON tenancy (carrier, entry_day, id);
CREATE INDEX tenancy_stays ON tenancy (carrier, due_day, id) WHERE exit_day IS NULL;
CREATE INDEX tenancy_due ON tenancy (due_day, id) WHERE exit_day IS NULL;
CREATE INDEX tenancy_moved ON tenancy (moved_from) WHERE moved_from IS NOT NULL;

-- A room or desk has one taker at a time.
CREATE TABLE tenancy_unit (
    tenancy        BIGINT NOT NULL REFERENCES tenancy (id),
    unit           BIGINT NOT NULL REFERENCES carrier_unit (id),
    from_day       TEXT NOT NULL,
    until_day      TEXT,                       -- the first day without
    PRIMARY KEY (tenancy, unit, from_day)
);
CREATE UNIQUE INDEX tenancy_unit_taken ON tenancy_unit (unit) WHERE until_day IS NULL;

CREATE TABLE rent (
    tenancy        BIGINT NOT NULL REFERENCES tenancy (id),
    month          BIGINT NOT NULL,            -- yyyymm
    rent_fen       BIGINT NOT NULL,
    relief_fen     BIGINT NOT NULL,
    relief_reason  TEXT NOT NULL,
    paid_day       TEXT,
    version        BIGINT NOT NULL,
    PRIMARY KEY (tenancy, month),
    CHECK (relief_fen >= 0 AND relief_fen <= rent_fen)
);

-- A gate opens when each of its milestones is reached or waived.
CREATE TABLE milestone (
    id             BIGINT PRIMARY KEY,
    venture        BIGINT NOT NULL REFERENCES venture (id),
    gate           BIGINT NOT NULL,            -- 1 .. 4
    title          TEXT NOT NULL,
    due_day        TEXT NOT NULL,
    done_day       TEXT,
    waived         BIGINT NOT NULL,
    evidence       TEXT NOT NULL,              -- or why it was waived
    version        BIGINT NOT NULL
);
CREATE INDEX milestone_venture ON milestone (venture, gate, due_day, id);
CREATE TABLE gate_passed (
    venture        BIGINT NOT NULL REFERENCES venture (id),
    gate           BIGINT NOT NULL,
    day            TEXT NOT NULL,
    account        BIGINT NOT NULL,
    note           TEXT NOT NULL,
    PRIMARY KEY (venture, gate)
);

-- Once held, both sides owe a word about it; _ms = when it was given.
CREATE TABLE mentor_session (
    id             BIGINT PRIMARY KEY,
    mentor         BIGINT NOT NULL REFERENCES carrier_mentor (id),
    tenancy        BIGINT NOT NULL REFERENCES tenancy (id),
    venture        BIGINT NOT NULL REFERENCES venture (id),
    carrier        BIGINT NOT NULL REFERENCES carrier (organisation),
    day            TEXT NOT NULL,
    month          BIGINT NOT NULL,            -- yyyymm of day
    minutes        BIGINT NOT NULL,
    topic          TEXT NOT NULL,
    state          TEXT NOT NULL CHECK (state IN ('planned', 'held', 'cancelled')),
    held_ms        BIGINT,
    mentor_words   TEXT NOT NULL,
    mentor_ms      BIGINT,
    venture_words  TEXT NOT NULL,
    venture_ms     BIGINT,
    version        BIGINT NOT NULL
);
CREATE INDEX mentor_session_mentor ON mentor_session (mentor, day, id);
CREATE INDEX mentor_session_venture ON mentor_session (venture, month, id);
CREATE INDEX mentor_session_carrier ON mentor_session (carrier, day, id);
CREATE INDEX mentor_session_owed ON mentor_session (carrier, held_ms) WHERE state = 'held' AND (mentor_ms IS NULL OR venture_ms IS NULL);

-- A year after leaving, and so on: is it still there, and how many work in it?
CREATE TABLE aftercare (
    tenancy        BIGINT NOT NULL REFERENCES tenancy (id),
    year           BIGINT NOT NULL,            -- 1 .. 5
    noted_day      TEXT NOT NULL,
    alive          BIGINT NOT NULL,
    closed_day     TEXT,
    jobs           BIGINT,                     -- NULL = not known
    note           TEXT NOT NULL,
    PRIMARY KEY (tenancy, year)
);

-- A rule of a purpose in one version: FEEL over the facts, `limit` = threshold. Older cases keep the version of their day.
CREATE TABLE incubation_rule (
    code           TEXT NOT NULL,
    version        BIGINT NOT NULL,
    purpose        TEXT NOT NULL CHECK (purpose IN ('entry', 'stay', 'graduate', 'national')),
    title_zh       TEXT NOT NULL,
    title_en       TEXT NOT NULL,
    applies        TEXT NOT NULL,              -- '' = always
    test           TEXT NOT NULL,
    threshold      TEXT NOT NULL,
    why_zh         TEXT NOT NULL,              -- with {facts} and {limit}
    why_en         TEXT NOT NULL,
    source         TEXT NOT NULL,
    from_day       TEXT NOT NULL,
    until_day      TEXT,                       -- the last day
    account        BIGINT,                     -- NULL = came with the program
    created_ms     BIGINT NOT NULL,
    PRIMARY KEY (code, version)
);

-- What a check said when it was made: never written over.
CREATE TABLE rule_check (
    id             BIGINT PRIMARY KEY,
    kind           TEXT NOT NULL,              -- intake, tenancy, carrier
    subject        BIGINT NOT NULL,
    purpose        TEXT NOT NULL,
    day            TEXT NOT NULL,
    answer         TEXT NOT NULL CHECK (answer IN ('yes', 'no', 'unknown')),
    why_zh         TEXT NOT NULL,
    why_en         TEXT NOT NULL,
    created_ms     BIGINT NOT NULL
);
CREATE INDEX rule_check_subject ON rule_check (kind, subject, id);
