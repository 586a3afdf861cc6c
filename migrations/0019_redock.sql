-- Docking everything with everything once more: the runs, and for each listing the ten best the last run found.

-- One at most is running. past: every listing up to this id is done, so a run goes on where it stood after any stop.
CREATE TABLE redock (
    id           BIGINT PRIMARY KEY,
    state        TEXT NOT NULL CHECK (state IN ('running', 'done', 'cancelled')),
    account      BIGINT NOT NULL REFERENCES account (id),  -- who started it
    worker       BIGINT NOT NULL,              -- the process that moves it; 0 = none yet
    total        BIGINT NOT NULL,              -- open listings when it began
    done         BIGINT NOT NULL,
    past         BIGINT NOT NULL,
    upto         BIGINT NOT NULL,              -- the newest listing when it began; newer ones were matched as they came
    news         BIGINT NOT NULL,              -- pairs that were not among the ten before and are worth a notice
    work_ms      BIGINT NOT NULL,              -- time it was worked on; what it stood still is left out
    started_ms   BIGINT NOT NULL,
    moved_ms     BIGINT NOT NULL,
    ended_ms     BIGINT
);
CREATE UNIQUE INDEX redock_one ON redock (state) WHERE state = 'running';

CREATE TABLE redock_listing (
    listing      BIGINT PRIMARY KEY REFERENCES listing (id),
    redock       BIGINT NOT NULL REFERENCES redock (id),
    version      BIGINT NOT NULL,              -- of the listing as it was matched
    best         BIGINT NOT NULL,              -- score of its best match; 0 = it has none
    at_ms        BIGINT NOT NULL
);
CREATE INDEX redock_listing_run ON redock_listing (redock);

-- Scores as of engine/dock. forward: how well the other serves the listing; backward: how well it is served by it.
CREATE TABLE redock_pair (
    listing      BIGINT NOT NULL REFERENCES redock_listing (listing),
    place        BIGINT NOT NULL,              -- 1 = the best
    other        BIGINT NOT NULL REFERENCES listing (id),
    forward      BIGINT NOT NULL,
    backward     BIGINT NOT NULL,
    news         BIGINT NOT NULL,              -- 0: nobody is to be told; else one more than telling has failed
    PRIMARY KEY (listing, place)
);
CREATE INDEX redock_pair_news ON redock_pair (listing, place) WHERE news > 0;
