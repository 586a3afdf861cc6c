-- What incubation, jobs, filings and indicators stand on: firms, and the cube of counts.

-- Whoever employs people or is incubated. One that has signed up is linked to its organisation; others are known only from
-- what carriers file. name_key: the name as it is compared (firm_key in parties.h).
CREATE TABLE firm (
    id             BIGINT PRIMARY KEY,
    organisation   BIGINT REFERENCES organisation (id),
    uscc           TEXT,
    name           TEXT NOT NULL,
    name_key       TEXT NOT NULL,
    division       TEXT NOT NULL,              -- legal district; '' = not known
    zone           TEXT NOT NULL,
    industry       TEXT NOT NULL,
    registered_day TEXT,
    closed_day     TEXT,
    synthetic      BIGINT NOT NULL,            -- 1 = invented for the demo
    created_ms     BIGINT NOT NULL,
    version        BIGINT NOT NULL
);
CREATE UNIQUE INDEX firm_uscc ON firm (uscc) WHERE uscc IS NOT NULL;
CREATE UNIQUE INDEX firm_organisation ON firm (organisation) WHERE organisation IS NOT NULL;
CREATE INDEX firm_name ON firm (name_key, division, id);

-- The cube: every figure is read from here, and every change of a row that counts moves its cells in the same transaction.
-- month: yyyymm. A flow or a level holds the month's value, a stock the month's change. grp '' = everybody.
CREATE TABLE cell (
    measure        TEXT NOT NULL,
    cut            TEXT NOT NULL CHECK (cut IN ('city', 'division', 'zone', 'carrier')),
    code           TEXT NOT NULL,              -- '' for the city
    grp            TEXT NOT NULL,
    month          BIGINT NOT NULL,
    value          BIGINT NOT NULL,
    PRIMARY KEY (measure, cut, grp, code, month)
) @KEYED;
