-- Fairs 对接会: who meets whom, at which table, in which slot.
--
--   fair:     draft -> register -> provisional -> open -> over          (or cancelled, before it is over)
--   meeting:  proposed -> agreed -> held or missed                      by the timetable
--             asked    -> agreed                                        a request, after the timetable was published
--             ... -> declined, expired, cancelled; unplaced: there was no slot, and why
CREATE TABLE fair (
    id             BIGINT PRIMARY KEY,
    name_zh        TEXT NOT NULL,
    name_en        TEXT NOT NULL,
    about_zh       TEXT NOT NULL,
    about_en       TEXT NOT NULL,
    division       TEXT NOT NULL,              -- the district that holds it; '' = the whole city
    state          TEXT NOT NULL CHECK (state IN ('draft', 'register', 'provisional', 'open', 'over', 'cancelled')),
    register_from  TEXT NOT NULL,              -- days, both included
    register_until TEXT NOT NULL,
    agree_until    TEXT NOT NULL,              -- proposed meetings nobody confirmed by then lapse
    most_meetings  BIGINT NOT NULL,            -- of one person
    least_meetings BIGINT NOT NULL,            -- what each party should have; the page says who has fewer
    most_asked     BIGINT NOT NULL,            -- requests of one party that wait for an answer
    expire_days    BIGINT NOT NULL,            -- after which a request expires
    travel_minutes BIGINT NOT NULL,            -- from one place to another
    account        BIGINT NOT NULL REFERENCES account (id),
    created_ms     BIGINT NOT NULL,
    version        BIGINT NOT NULL
);
CREATE INDEX fair_state ON fair (state, id);

CREATE TABLE fair_place (
    id             BIGINT PRIMARY KEY,
    fair           BIGINT NOT NULL REFERENCES fair (id),
    name_zh        TEXT NOT NULL,
    name_en        TEXT NOT NULL,
    tables         BIGINT NOT NULL             -- shared by all who meet there
);
CREATE INDEX fair_place_fair ON fair_place (fair, id);

-- n counts from 1 and is never given anew: availability is a set of such numbers.
CREATE TABLE fair_slot (
    fair           BIGINT NOT NULL REFERENCES fair (id),
    n              BIGINT NOT NULL,
    day            TEXT NOT NULL,
    from_minute    BIGINT NOT NULL,            -- city time, since midnight
    to_minute      BIGINT NOT NULL,
    PRIMARY KEY (fair, n)
);

-- organisation NULL: a person of his own. side: what it comes for.
CREATE TABLE fair_party (
    id             BIGINT PRIMARY KEY,
    fair           BIGINT NOT NULL REFERENCES fair (id),
    organisation   BIGINT REFERENCES organisation (id),
    account        BIGINT NOT NULL REFERENCES account (id),    -- who registered it
    side           TEXT NOT NULL CHECK (side IN ('need', 'offer')),
    place          BIGINT REFERENCES fair_place (id),          -- where an offer receives
    state          TEXT NOT NULL CHECK (state IN ('active', 'withdrawn')),
    created_ms     BIGINT NOT NULL,
    version        BIGINT NOT NULL
);
CREATE UNIQUE INDEX fair_party_organisation ON fair_party (fair, organisation) WHERE organisation IS NOT NULL;
CREATE UNIQUE INDEX fair_party_account ON fair_party (fair, account) WHERE organisation IS NULL;
CREATE INDEX fair_party_fair ON fair_party (fair, side, id);

-- Who comes for a party. away: slots she is not there, comma-separated numbers.
CREATE TABLE fair_person (
    id             BIGINT PRIMARY KEY,
    party          BIGINT NOT NULL REFERENCES fair_party (id),
    name           TEXT NOT NULL,
    away           TEXT NOT NULL,
    state          TEXT NOT NULL CHECK (state IN ('expected', 'late', 'arrived', 'absent')),
    arrived_ms     BIGINT,
    version        BIGINT NOT NULL
);
CREATE INDEX fair_person_party ON fair_person (party, id);

CREATE TABLE fair_listing (
    party          BIGINT NOT NULL REFERENCES fair_party (id),
    listing        BIGINT NOT NULL REFERENCES listing (id),
    PRIMARY KEY (party, listing)
);
CREATE INDEX fair_listing_listing ON fair_listing (listing, party);

CREATE TABLE fair_wish (
    party          BIGINT NOT NULL REFERENCES fair_party (id),
    other          BIGINT NOT NULL REFERENCES fair_party (id),
    wish           TEXT NOT NULL CHECK (wish IN ('must', 'like', 'never')),
    at_ms          BIGINT NOT NULL,
    PRIMARY KEY (party, other)
);
CREATE INDEX fair_wish_other ON fair_wish (other, party);

-- slot, place_table 0: none. why: of what could not be placed. sequence counts changes of time and table, for calendars.
CREATE TABLE fair_meeting (
    id             BIGINT PRIMARY KEY,
    fair           BIGINT NOT NULL REFERENCES fair (id),
    need           BIGINT NOT NULL REFERENCES fair_party (id),
    offer          BIGINT NOT NULL REFERENCES fair_party (id),
    need_person    BIGINT NOT NULL REFERENCES fair_person (id),
    offer_person   BIGINT NOT NULL REFERENCES fair_person (id),
    rank           BIGINT NOT NULL,
    state          TEXT NOT NULL CHECK (state IN ('proposed', 'asked', 'agreed', 'held', 'missed', 'declined', 'expired', 'cancelled', 'unplaced')),
    slot           BIGINT NOT NULL,
    place_table    BIGINT NOT NULL,
    why            TEXT NOT NULL,
    need_ok_ms     BIGINT,
    offer_ok_ms    BIGINT,
    expires_ms     BIGINT,
    sequence       BIGINT NOT NULL,
    docking_case   BIGINT REFERENCES docking_case (id),
    changed_ms     BIGINT NOT NULL,
    version        BIGINT NOT NULL
);
-- Never two live meetings of a pair, nor of a person in one slot: what the timetable promises, the database keeps.
CREATE UNIQUE INDEX fair_meeting_pair ON fair_meeting (need, offer) WHERE state IN ('proposed', 'asked', 'agreed', 'held', 'missed', 'unplaced');
CREATE UNIQUE INDEX fair_meeting_need ON fair_meeting (need_person, slot) WHERE slot > 0 AND state IN ('proposed', 'agreed', 'held');
CREATE UNIQUE INDEX fair_meeting_offer ON fair_meeting (offer_person, slot) WHERE slot > 0 AND state IN ('proposed', 'agreed', 'held');
CREATE INDEX fair_meeting_fair ON fair_meeting (fair, slot, id);
CREATE INDEX fair_meeting_by_offer ON fair_meeting (offer, id);
CREATE INDEX fair_meeting_waits ON fair_meeting (expires_ms, id) WHERE state = 'asked';

-- Each timetable the engine made, with the files a stranger needs to check it: `ballast fair verify`.
CREATE TABLE fair_timetable (
    id             BIGINT PRIMARY KEY,
    fair           BIGINT NOT NULL REFERENCES fair (id),
    account        BIGINT NOT NULL,            -- 0 = the program itself
    made_ms        BIGINT NOT NULL,
    meetings       BIGINT NOT NULL,
    placed         BIGINT NOT NULL,
    most           BIGINT NOT NULL,            -- no timetable places more
    result         TEXT NOT NULL,
    meetings_csv   TEXT NOT NULL,
    people_csv     TEXT NOT NULL,
    slots_csv      TEXT NOT NULL,
    places_csv     TEXT NOT NULL
);
CREATE INDEX fair_timetable_fair ON fair_timetable (fair, id);
