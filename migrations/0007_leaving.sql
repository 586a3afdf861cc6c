-- Who left, and what is kept of her: an account is closed, its person's data go after the days the setting says, what the log
-- knows of addresses goes half a year after the closing. closed_ms NULL = open.
ALTER TABLE account ADD COLUMN closed_ms BIGINT;
ALTER TABLE account ADD COLUMN erased_ms BIGINT;
ALTER TABLE account ADD COLUMN trimmed_ms BIGINT;
UPDATE account SET closed_ms = COALESCE((SELECT MAX(e.at_ms) FROM event e WHERE e.kind = 'account' AND e.subject = account.id AND e.verb = 'close'), created_ms)
WHERE state = 'closed';
CREATE INDEX account_leaving ON account (closed_ms) WHERE closed_ms IS NOT NULL AND erased_ms IS NULL;
CREATE INDEX account_left ON account (closed_ms) WHERE erased_ms IS NOT NULL AND trimmed_ms IS NULL;
INSERT INTO setting (name, value) VALUES ('erase_after_days', '30');
INSERT INTO setting (name, value) VALUES ('trim_log_after_days', '183');

-- Mail addresses are looked for in lower case.
CREATE INDEX account_email ON account (lower(email)) WHERE email <> '';

-- A way in for who lost the telephone: ten codes, each once. hash is a blind index of the code.
CREATE TABLE recovery_code (
    account     BIGINT NOT NULL REFERENCES account (id),
    hash        @BLOB NOT NULL,
    made_ms     BIGINT NOT NULL,
    PRIMARY KEY (account, hash)
);

-- Characters of many readings make a wrong sort key: what the office says the name is to be sorted as; '' = the name itself.
ALTER TABLE organisation ADD COLUMN sort_as TEXT NOT NULL DEFAULT '';
