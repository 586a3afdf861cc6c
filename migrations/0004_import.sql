-- Tables of listings people upload: parked between check and confirm, kept by name and hash, undone within seven days.
--
--   checked -> done -> undone        checked and left alone for seven days: deleted
CREATE TABLE import_batch (
    id           BIGINT PRIMARY KEY,
    account      BIGINT NOT NULL REFERENCES account (id),  -- who sent it; nobody else sees it
    organisation BIGINT REFERENCES organisation (id),      -- whose the rows are that name none; NULL: the person's own
    name         TEXT NOT NULL,                -- of the file
    sha256       TEXT NOT NULL,                -- of its bytes
    bytes        @BLOB NOT NULL,               -- empty once it is done
    state        TEXT NOT NULL CHECK (state IN ('checked', 'done', 'undone')),
    added        BIGINT NOT NULL,              -- rows, counted when it was confirmed
    changed      BIGINT NOT NULL,
    same         BIGINT NOT NULL,
    wrong        BIGINT NOT NULL,
    kept         BIGINT NOT NULL,              -- listings an undoing left alone because somebody changed them since
    created_ms   BIGINT NOT NULL,
    done_ms      BIGINT,
    version      BIGINT NOT NULL
);
CREATE INDEX import_batch_account ON import_batch (account, created_ms);
CREATE INDEX import_batch_state ON import_batch (state, created_ms);

-- What a batch did to each listing; forgotten when it can be undone no more.
CREATE TABLE import_row (
    batch        BIGINT NOT NULL REFERENCES import_batch (id),
    listing      BIGINT NOT NULL REFERENCES listing (id),
    version      BIGINT NOT NULL,              -- the listing's, when the batch had written it
    before       TEXT NOT NULL,                -- the listing as it was (src/app/docking/import_undo.c); empty: it is new
    PRIMARY KEY (batch, listing)
);
