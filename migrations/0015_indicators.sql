-- Indicators: definitions as the office has changed them, yearly targets, published vintages, reports of errors.

-- A definition that replaces the one of data/indicators.tsv or an earlier row; rows are never changed. The highest version counts.
CREATE TABLE indicator_version (
    id             BIGINT PRIMARY KEY,
    code           TEXT NOT NULL,
    version        BIGINT NOT NULL,
    zh             TEXT NOT NULL,
    en             TEXT NOT NULL,
    definition_zh  TEXT NOT NULL,
    definition_en  TEXT NOT NULL,
    formula        TEXT NOT NULL,
    unit_zh        TEXT NOT NULL,
    unit_en        TEXT NOT NULL,
    places         BIGINT NOT NULL,            -- decimals
    direction      TEXT NOT NULL CHECK (direction IN ('up', 'down', 'context')),
    source         TEXT NOT NULL,
    owner          TEXT NOT NULL,              -- code of a department
    why            TEXT NOT NULL,
    account        BIGINT NOT NULL REFERENCES account (id),
    created_ms     BIGINT NOT NULL
);
CREATE UNIQUE INDEX indicator_version_one ON indicator_version (code, version);

-- What a year is to bring; value with the indicator's decimals. What it was before stands in the event of the change.
CREATE TABLE indicator_target (
    indicator      TEXT NOT NULL,
    year           BIGINT NOT NULL,
    cut            TEXT NOT NULL CHECK (cut IN ('city', 'division', 'zone')),
    code           TEXT NOT NULL,
    value          BIGINT NOT NULL,
    document       TEXT NOT NULL,              -- which paper sets it
    account        BIGINT NOT NULL REFERENCES account (id),
    changed_ms     BIGINT NOT NULL,
    version        BIGINT NOT NULL,
    PRIMARY KEY (indicator, year, cut, code)
);

-- A period's figures as they were published, the n-th time. Proposed by one, signed by another; then never changed.
CREATE TABLE figure_release (
    id             BIGINT PRIMARY KEY,
    period         TEXT NOT NULL,
    number         BIGINT NOT NULL,
    kind           TEXT NOT NULL CHECK (kind IN ('preliminary', 'final')),
    state          TEXT NOT NULL CHECK (state IN ('proposed', 'published', 'withdrawn')),
    note           TEXT NOT NULL,              -- why values differ from the vintage before
    sha256         TEXT NOT NULL,              -- of all values; at the signature they are computed anew and must give the same
    public_sha256  TEXT NOT NULL,              -- of public_csv
    public_csv     @BLOB NOT NULL,              -- what everybody may have: small cells of persons left out
    asked_by       BIGINT NOT NULL REFERENCES account (id),
    asked_ms       BIGINT NOT NULL,
    signed_by      BIGINT REFERENCES account (id),
    signed_ms      BIGINT
);
CREATE UNIQUE INDEX figure_release_number ON figure_release (period, number);
CREATE INDEX figure_release_state ON figure_release (state, signed_ms);

CREATE TABLE figure_value (
    release        BIGINT NOT NULL REFERENCES figure_release (id),
    indicator      TEXT NOT NULL,
    cut            TEXT NOT NULL,
    code           TEXT NOT NULL,
    grp            TEXT NOT NULL,
    value          BIGINT,                     -- NULL: there was none
    definition     BIGINT NOT NULL,            -- version of the definition
    PRIMARY KEY (release, indicator, cut, code, grp)
);

-- Somebody says a figure is wrong. key: what the sender looks the answer up by; nothing about the sender is kept.
CREATE TABLE figure_report (
    id             BIGINT PRIMARY KEY,
    key            TEXT NOT NULL,
    indicator      TEXT NOT NULL,
    period         TEXT NOT NULL,
    area           TEXT NOT NULL,
    body           TEXT NOT NULL,
    account        BIGINT REFERENCES account (id),
    created_ms     BIGINT NOT NULL,
    answer_day     TEXT NOT NULL,              -- by when an answer is promised
    verdict        TEXT NOT NULL CHECK (verdict IN ('', 'right', 'wrong')),
    reply          TEXT NOT NULL,
    answered_by    BIGINT REFERENCES account (id),
    answered_ms    BIGINT
);
CREATE UNIQUE INDEX figure_report_key ON figure_report (key);
CREATE INDEX figure_report_open ON figure_report (verdict, answer_day);
