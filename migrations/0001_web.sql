-- Who may come in, what each form did, and what happened: accounts, roles,
-- sessions, form keys, events and the outbox. Every other table comes after.
CREATE TABLE account (
    id          BIGINT PRIMARY KEY,
    login       TEXT NOT NULL,                 -- lower case; a name, a phone number or an address
    name        TEXT NOT NULL,
    password    TEXT NOT NULL,                 -- argon2id, keyed; never leaves the room src/web
    email       TEXT NOT NULL,                 -- '' = none; where notices and new passwords go
    mail        BIGINT NOT NULL,               -- 1 = notices by e-mail, too
    lang        TEXT NOT NULL CHECK (lang IN ('zh', 'en')),
    state       TEXT NOT NULL CHECK (state IN ('active', 'closed')),
    totp_cipher @BLOB,                         -- sealed; NULL = no second factor
    totp_last   BIGINT NOT NULL,               -- the last step used: a code counts once
    created_ms  BIGINT NOT NULL,
    version     BIGINT NOT NULL
);
CREATE UNIQUE INDEX account_login ON account (login);

-- One role in one scope; '' and 0 mean everywhere.
CREATE TABLE account_role (
    account      BIGINT NOT NULL REFERENCES account (id),
    role         TEXT NOT NULL,
    department   TEXT NOT NULL,
    district     TEXT NOT NULL,
    organisation BIGINT NOT NULL,
    since_ms     BIGINT NOT NULL,
    PRIMARY KEY (account, role, department, district, organisation)
);

-- hash is SHA-256 of the cookie: who reads this table cannot become anybody.
CREATE TABLE session (
    id          BIGINT PRIMARY KEY,
    hash        @BLOB NOT NULL,
    account     BIGINT NOT NULL REFERENCES account (id),
    created_ms  BIGINT NOT NULL,
    seen_ms     BIGINT NOT NULL,
    stepped_ms  BIGINT NOT NULL,               -- when the password was last given again; 0 = never
    totp        BIGINT NOT NULL,               -- 1 = the second factor was given
    agent       TEXT NOT NULL,
    ip          TEXT NOT NULL
);
CREATE UNIQUE INDEX session_hash ON session (hash);
CREATE INDEX session_account ON session (account, seen_ms);

-- A way in for who forgot the password: one link, once, for an hour. hash is SHA-256 of what the link holds.
CREATE TABLE password_reset (
    hash        @BLOB PRIMARY KEY,
    account     BIGINT NOT NULL REFERENCES account (id),
    until_ms    BIGINT NOT NULL
);

CREATE TABLE form_key (
    form_key    @BLOB PRIMARY KEY,
    account     BIGINT NOT NULL,
    path        TEXT NOT NULL,                 -- where the first press led
    at_ms       BIGINT NOT NULL
);

CREATE TABLE event (
    id          BIGINT PRIMARY KEY,
    account     BIGINT NOT NULL,               -- 0 = the program itself, or nobody logged in
    at_ms       BIGINT NOT NULL,
    verb        TEXT NOT NULL,
    kind        TEXT NOT NULL,
    subject     BIGINT NOT NULL,
    body        TEXT NOT NULL                  -- JSON or empty
);
CREATE INDEX event_subject ON event (kind, subject, id);
CREATE INDEX event_account ON event (account, id);

-- What must leave the house. One address hears of one event once.
CREATE TABLE outbox (
    event       BIGINT NOT NULL REFERENCES event (id),
    channel     TEXT NOT NULL CHECK (channel IN ('mail')),
    address     TEXT NOT NULL,
    subject     TEXT NOT NULL,
    body        TEXT NOT NULL,
    state       TEXT NOT NULL CHECK (state IN ('waiting', 'sent', 'dead')),
    tries       BIGINT NOT NULL,
    next_ms     BIGINT NOT NULL,
    PRIMARY KEY (event, channel, address)
);
CREATE INDEX outbox_waiting ON outbox (state, next_ms);

-- The inbox on the site. message is a key of the message files, so that a notice is read in the reader's language;
-- arg_zh and arg_en stand for its %1.
CREATE TABLE notice (
    account     BIGINT NOT NULL REFERENCES account (id),
    event       BIGINT NOT NULL REFERENCES event (id),
    at_ms       BIGINT NOT NULL,
    message     TEXT NOT NULL,
    path        TEXT NOT NULL,
    arg_zh      TEXT NOT NULL,
    arg_en      TEXT NOT NULL,
    read_ms     BIGINT,
    PRIMARY KEY (account, event)
);
CREATE INDEX notice_unread ON notice (account) WHERE read_ms IS NULL;

-- Code lists: filled from data/codes when the installation is made, edited by the office. Codes in use are never
-- deleted; active = 0 keeps them readable and offers them no more.
CREATE TABLE code (
    list        TEXT NOT NULL,
    code        TEXT NOT NULL,
    zh          TEXT NOT NULL,
    en          TEXT NOT NULL,
    parent      TEXT NOT NULL,
    position    BIGINT NOT NULL,
    active      BIGINT NOT NULL,
    version     BIGINT NOT NULL,
    PRIMARY KEY (list, code)
);

-- What the installation knows about itself: "demo" = 1 when it holds sample data.
CREATE TABLE setting (
    name        TEXT PRIMARY KEY,
    value       TEXT NOT NULL
);
