-- Filings: what carriers report each month and year, by returns that are defined as rows.
--
--   open -> filed -> accepted -> filed (a correction) ...      late: handed in after the deadline, counts once it is admitted
--              \-> returned -> filed ...                       what has not been handed in is "not filed" or "missing" by the day

-- A return, by version: a period is asked with the newest version that begins at it or before. Rows come out of data/returns.
CREATE TABLE return_form (
    code         TEXT NOT NULL,
    version      BIGINT NOT NULL,
    from_period  BIGINT NOT NULL,              -- yyyymm; of a yearly return December
    cadence      TEXT NOT NULL CHECK (cadence IN ('month', 'year')),
    due_day      BIGINT NOT NULL,              -- of the month after the period; a weekend moves it to Monday
    zh           TEXT NOT NULL,
    en           TEXT NOT NULL,
    PRIMARY KEY (code, version)
);
CREATE TABLE return_field (
    form         TEXT NOT NULL,
    version      BIGINT NOT NULL,
    sheet        TEXT NOT NULL CHECK (sheet IN ('summary', 'firms', 'people')),
    position     BIGINT NOT NULL,
    code         TEXT NOT NULL,
    torch        TEXT NOT NULL,                -- code of the national Torch statistics; ''
    type         TEXT NOT NULL CHECK (type IN ('number', 'text', 'date', 'choice', 'uscc', 'id')),
    unit         TEXT NOT NULL,                -- of a number: persons, count, posts, kyuan, yuan, wanyuan, m2
    need         BIGINT NOT NULL,
    signed       BIGINT NOT NULL,              -- 1 = may be below zero
    known        TEXT NOT NULL,                -- 'last' = begins as last time; 'cell:MEASURE' = the city has it and does not ask
    measure      TEXT NOT NULL,                -- data/measures.tsv; '' = counts nowhere
    list         TEXT NOT NULL,                -- of a choice: codes, comma-separated, each with messages filing_choice_CODE
    zh           TEXT NOT NULL,
    en           TEXT NOT NULL,
    hint_zh      TEXT NOT NULL,
    hint_en      TEXT NOT NULL,
    PRIMARY KEY (form, version, sheet, code)
);
CREATE TABLE return_check (
    form         TEXT NOT NULL,
    version      BIGINT NOT NULL,
    sheet        TEXT NOT NULL,                -- of a row of firms or people: asked of each row
    position     BIGINT NOT NULL,
    code         TEXT NOT NULL,
    level        TEXT NOT NULL CHECK (level IN ('red', 'yellow')),
    fields       TEXT NOT NULL,                -- whose cells are marked
    expr         TEXT NOT NULL,                -- FEEL; false is a fault, null does not apply
    zh           TEXT NOT NULL,
    en           TEXT NOT NULL,
    PRIMARY KEY (form, version, code)
);

-- One obligation: a carrier, a return, a period. Opened when the period begins; division and zone are the carrier's then.
CREATE TABLE filing (
    id           BIGINT PRIMARY KEY,
    form         TEXT NOT NULL,
    form_version BIGINT NOT NULL,
    carrier      BIGINT NOT NULL REFERENCES organisation (id),
    division     TEXT NOT NULL,
    zone         TEXT NOT NULL,
    period       BIGINT NOT NULL,              -- yyyymm; of a yearly return December
    due_day      TEXT NOT NULL,
    state        TEXT NOT NULL CHECK (state IN ('open', 'filed', 'late', 'accepted', 'returned')),
    draft        BIGINT NOT NULL,              -- number of the version being written; 0 = none
    last         BIGINT NOT NULL,              -- number of the version handed in last; 0 = none
    live         BIGINT NOT NULL,              -- number of the version that counts; 0 = none
    on_time      BIGINT NOT NULL,              -- 1 = handed in by the deadline the first time
    first_time   BIGINT NOT NULL,              -- 1 = accepted without having been returned
    since_ms     BIGINT NOT NULL,              -- when the state began
    version      BIGINT NOT NULL
);
CREATE UNIQUE INDEX filing_once ON filing (form, carrier, period);
CREATE INDEX filing_period ON filing (form, period, carrier);
CREATE INDEX filing_carrier ON filing (carrier, period);
CREATE INDEX filing_open ON filing (state, due_day);

CREATE TABLE filing_version (
    id           BIGINT PRIMARY KEY,
    filing       BIGINT NOT NULL REFERENCES filing (id),
    number       BIGINT NOT NULL,
    zero         BIGINT NOT NULL,              -- 1 = reported expressly that there is nothing to report
    why          TEXT NOT NULL,                -- of a correction
    account      BIGINT NOT NULL,              -- who wrote it last, or handed it in
    saved_ms     BIGINT NOT NULL,
    filed_ms     BIGINT,                       -- NULL = a draft
    late         BIGINT NOT NULL,
    decision     TEXT NOT NULL CHECK (decision IN ('', 'accepted', 'returned')),
    decided_by   BIGINT NOT NULL,
    decided_ms   BIGINT,
    reason       TEXT NOT NULL,                -- why it was returned
    reason_fields TEXT NOT NULL,
    admitted_by  BIGINT NOT NULL,              -- late: who let it in, and why
    admitted_why TEXT NOT NULL,
    fingerprint  TEXT NOT NULL,                -- SHA-256 over its canonical bytes, hexadecimal
    version      BIGINT NOT NULL
);
CREATE UNIQUE INDEX filing_version_once ON filing_version (filing, number);

-- The summary sheet. Money in fen, areas in 1/100 m²; the rest as it is.
CREATE TABLE filing_value (
    filing_version BIGINT NOT NULL REFERENCES filing_version (id),
    field        TEXT NOT NULL,
    value        BIGINT,
    text         TEXT NOT NULL,
    PRIMARY KEY (filing_version, field)
);
-- The other sheets, each whole (data.c); people's is sealed.
CREATE TABLE filing_sheet (
    filing_version BIGINT NOT NULL REFERENCES filing_version (id),
    sheet        TEXT NOT NULL,
    lines        BIGINT NOT NULL,
    bytes        @BLOB NOT NULL,
    PRIMARY KEY (filing_version, sheet)
);
CREATE TABLE filing_reason (
    filing_version BIGINT NOT NULL REFERENCES filing_version (id),
    fault        TEXT NOT NULL,                -- check and row (check.c)
    reason       TEXT NOT NULL,
    PRIMARY KEY (filing_version, fault)
);
-- The signed and sealed paper, scanned.
CREATE TABLE filing_scan (
    filing_version BIGINT PRIMARY KEY REFERENCES filing_version (id),
    name         TEXT NOT NULL,
    type         TEXT NOT NULL,
    sha256       TEXT NOT NULL,
    bytes        @BLOB NOT NULL,
    account      BIGINT NOT NULL,
    at_ms        BIGINT NOT NULL
);

-- A workbook somebody sent, until it is taken into the draft; swept after seven days.
CREATE TABLE filing_upload (
    id           BIGINT PRIMARY KEY,
    filing       BIGINT NOT NULL REFERENCES filing (id),
    account      BIGINT NOT NULL,
    name         TEXT NOT NULL,
    sha256       TEXT NOT NULL,
    bytes        @BLOB NOT NULL,               -- sealed; empty once it is taken
    taken        BIGINT NOT NULL,
    created_ms   BIGINT NOT NULL
);
CREATE INDEX filing_upload_filing ON filing_upload (filing, created_ms);
CREATE INDEX filing_upload_old ON filing_upload (created_ms);

-- What a carrier's own headings mean, learnt when they were matched once. field '' = leave the column out.
CREATE TABLE filing_heading (
    carrier      BIGINT NOT NULL REFERENCES organisation (id),
    form         TEXT NOT NULL,
    sheet        TEXT NOT NULL,
    heading      TEXT NOT NULL,
    field        TEXT NOT NULL,
    PRIMARY KEY (carrier, form, sheet, heading)
);

-- A period is closed for changes as long as a row without an end stands for it.
CREATE TABLE filing_lock (
    id           BIGINT PRIMARY KEY,
    form         TEXT NOT NULL,
    period       BIGINT NOT NULL,
    account      BIGINT NOT NULL,
    why          TEXT NOT NULL,
    at_ms        BIGINT NOT NULL,
    ended_by     BIGINT,
    ended_why    TEXT NOT NULL,
    ended_ms     BIGINT
);
CREATE UNIQUE INDEX filing_lock_once ON filing_lock (form, period) WHERE ended_ms IS NULL;

CREATE TABLE filing_reminder (
    filing       BIGINT NOT NULL REFERENCES filing (id),
    kind         TEXT NOT NULL CHECK (kind IN ('before', 'due', 'after')),
    at_ms        BIGINT NOT NULL,
    PRIMARY KEY (filing, kind)
);
