-- Jobs: what sources say (claims), and the employment it adds up to (spells). src/app/jobs/README.md.

-- One row of one source: this person works, or founded, there from then on. Corrections withdraw it and add another; nothing is
-- overwritten. Number and telephone are sealed; their blind indexes tell persons apart.
CREATE TABLE job_claim (
    id               BIGINT PRIMARY KEY,
    source_kind      TEXT NOT NULL CHECK (source_kind IN ('filing', 'docking', 'training', 'import')),
    source           BIGINT NOT NULL,            -- the filing, the case, the batch
    source_row       BIGINT NOT NULL,
    name             TEXT NOT NULL,              -- as spelled there
    name_key         TEXT NOT NULL,              -- as compared (engine/link)
    id_cipher        @BLOB,
    id_index         @BLOB,
    phone_cipher     @BLOB,
    phone_index      @BLOB,
    firm             BIGINT NOT NULL REFERENCES firm (id),
    relation         TEXT NOT NULL CHECK (relation IN ('employee', 'founder')),
    post             TEXT NOT NULL,
    start_day        TEXT NOT NULL,
    end_day          TEXT,                       -- NULL: not said
    seen_day         TEXT NOT NULL,              -- the day the source speaks for: she was still there, or had left on end_day
    contract_months  BIGINT,
    insurance_months BIGINT,
    groups           TEXT NOT NULL,              -- graduate,migrant,veteran,hardship
    carrier          BIGINT NOT NULL,            -- an organisation; 0 = none
    zone             TEXT NOT NULL,
    division         TEXT NOT NULL,
    programme        TEXT NOT NULL,
    claimant         TEXT NOT NULL,              -- who counts it: c:ID, else z:CODE, else d:CODE
    evidence         TEXT NOT NULL,
    state            TEXT NOT NULL CHECK (state IN ('live', 'refused', 'withdrawn')),
    decided          BIGINT NOT NULL,            -- 0, or the officer's decision that put it together with others
    spell            BIGINT,                     -- what follows from all claims of the firm; set exactly when live
    who              BIGINT,
    basis            TEXT NOT NULL,
    until_day        TEXT,
    account          BIGINT NOT NULL,            -- who brought it in; 0 = the program
    created_ms       BIGINT NOT NULL,
    version          BIGINT NOT NULL
);
CREATE UNIQUE INDEX job_claim_source ON job_claim (source_kind, source, source_row) WHERE state <> 'withdrawn';
CREATE INDEX job_claim_firm ON job_claim (firm, id) WHERE state = 'live';
CREATE INDEX job_claim_who ON job_claim (who) WHERE who IS NOT NULL;
CREATE INDEX job_claim_spell ON job_claim (spell, id) WHERE spell IS NOT NULL;
CREATE INDEX job_claim_person ON job_claim (id_index) WHERE id_index IS NOT NULL;
CREATE INDEX job_claim_claimant ON job_claim (claimant, spell) WHERE spell IS NOT NULL;

-- Person x firm x interval: the union of its claims, whose smallest id is its own. Written only together with them.
CREATE TABLE job_spell (
    id               BIGINT PRIMARY KEY,
    who              BIGINT NOT NULL,            -- the key of the person: from the number, else the first claim's id
    known            BIGINT NOT NULL,            -- 1 = a number is known
    firm             BIGINT NOT NULL REFERENCES firm (id),
    relation         TEXT NOT NULL,
    start_day        TEXT NOT NULL,
    until_day        TEXT,
    state            TEXT NOT NULL CHECK (state IN ('sure', 'probable', 'several')),
    claims           BIGINT NOT NULL,
    claimants        BIGINT NOT NULL,            -- how many count it
    groups           TEXT NOT NULL
);
CREATE INDEX job_spell_firm ON job_spell (firm, start_day, id);
CREATE INDEX job_spell_who ON job_spell (who, start_day);
CREATE INDEX job_spell_open ON job_spell (state, id) WHERE state <> 'sure';
CREATE INDEX job_spell_twice ON job_spell (claimants, id) WHERE claimants > 1;
CREATE INDEX job_spell_start ON job_spell (start_day, id);

-- What officers decided about claims, and what it changed; taking back leaves both.
CREATE TABLE job_decision (
    id               BIGINT PRIMARY KEY,         -- also the value of job_claim.decided
    verb             TEXT NOT NULL CHECK (verb IN ('confirm', 'merge', 'split', 'refuse')),
    account          BIGINT NOT NULL,
    reason           TEXT NOT NULL,
    at_ms            BIGINT NOT NULL,
    undone_by        BIGINT,
    undone_ms        BIGINT,
    undone_reason    TEXT NOT NULL
);
CREATE TABLE job_decision_claim (
    decision         BIGINT NOT NULL REFERENCES job_decision (id),
    claim            BIGINT NOT NULL REFERENCES job_claim (id),
    spell            BIGINT NOT NULL,            -- where it stood; 0 = nowhere
    was_decided      BIGINT NOT NULL,
    was_state        TEXT NOT NULL,
    set_decided      BIGINT NOT NULL,            -- what it was set to: taken back only while it still is so
    set_state        TEXT NOT NULL,
    PRIMARY KEY (decision, claim)
);
CREATE INDEX job_decision_of ON job_decision_claim (claim, decision);
CREATE INDEX job_decision_spell ON job_decision_claim (spell, decision);

-- A person says that a spell about her is wrong.
CREATE TABLE job_objection (
    id               BIGINT PRIMARY KEY,
    spell            BIGINT NOT NULL,
    account          BIGINT NOT NULL REFERENCES account (id),
    body             TEXT NOT NULL,
    state            TEXT NOT NULL CHECK (state IN ('open', 'upheld', 'rejected')),
    reply            TEXT NOT NULL,
    officer          BIGINT,
    created_ms       BIGINT NOT NULL,
    decided_ms       BIGINT
);
CREATE UNIQUE INDEX job_objection_once ON job_objection (spell, account) WHERE state = 'open';
CREATE INDEX job_objection_open ON job_objection (state, id);
CREATE INDEX job_objection_spell ON job_objection (spell, id);
CREATE INDEX job_objection_account ON job_objection (account, id);

-- A table of claims on its way in: parked, then confirmed or dropped.
CREATE TABLE job_batch (
    id               BIGINT PRIMARY KEY,
    account          BIGINT NOT NULL REFERENCES account (id),
    kind             TEXT NOT NULL CHECK (kind IN ('import', 'training')),
    name             TEXT NOT NULL,
    sha256           TEXT NOT NULL,
    bytes            @BLOB NOT NULL,
    seen_day         TEXT NOT NULL,
    division         TEXT NOT NULL,
    state            TEXT NOT NULL CHECK (state IN ('checked', 'done', 'withdrawn')),
    added            BIGINT NOT NULL,
    wrong            BIGINT NOT NULL,
    created_ms       BIGINT NOT NULL,
    done_ms          BIGINT,
    version          BIGINT NOT NULL
);
CREATE INDEX job_batch_account ON job_batch (account, id);
