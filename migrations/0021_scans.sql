-- Scans of a version's paper are kept one after the other: none takes the place of another. why: of one that came after the version
-- was accepted, or its month closed. The first one is sealed for its version, a later one for its number, too.
CREATE TABLE filing_paper (
    filing_version BIGINT NOT NULL REFERENCES filing_version (id),
    number       BIGINT NOT NULL,              -- 1, 2, 3 ...
    name         TEXT NOT NULL,
    type         TEXT NOT NULL,
    sha256       TEXT NOT NULL,
    bytes        @BLOB NOT NULL,
    account      BIGINT NOT NULL,
    at_ms        BIGINT NOT NULL,
    why          TEXT NOT NULL,
    PRIMARY KEY (filing_version, number)
);
INSERT INTO filing_paper (filing_version, number, name, type, sha256, bytes, account, at_ms, why)
SELECT filing_version, 1, name, type, sha256, bytes, account, at_ms, '' FROM filing_scan;
DROP TABLE filing_scan;
ALTER TABLE filing_paper RENAME TO filing_scan;
