-- Programs act for a person by a token she made; hash is SHA-256 of it: who reads this table cannot become anybody.
CREATE TABLE api_token (
    id          BIGINT PRIMARY KEY,
    hash        @BLOB NOT NULL,
    account     BIGINT NOT NULL REFERENCES account (id),
    name        TEXT NOT NULL,                 -- what it is for, in its maker's words
    totp        BIGINT NOT NULL,               -- 1 = made in a session where the second factor was given
    created_ms  BIGINT NOT NULL,
    until_ms    BIGINT NOT NULL,
    seen_ms     BIGINT                         -- the last use, to the minute; NULL = never
);
CREATE UNIQUE INDEX api_token_hash ON api_token (hash);
CREATE INDEX api_token_account ON api_token (account, id);

-- What an Idempotency-Key was used for: SHA-256 of address and body; NULL for a page's form.
ALTER TABLE form_key ADD COLUMN asked @BLOB;
