-- How many applications of a round stand: kept by whatever sends or takes back one, so that no page counts them.
ALTER TABLE round ADD COLUMN sent BIGINT NOT NULL DEFAULT 0;
UPDATE round SET sent = (SELECT COUNT(*) FROM round_application a WHERE a.round = round.id AND a.state = 'sent');

-- Everybody who applied is told of an event: the first some in its transaction, the others from here on, some at a time, until the row
-- goes. What a transaction tells it also notes, so nobody is left out or told twice when the machine stops.
CREATE TABLE round_telling (
    event          BIGINT PRIMARY KEY REFERENCES event (id),
    round          BIGINT NOT NULL REFERENCES round (id),
    message        TEXT NOT NULL,              -- its key in rounds.msg
    at_ms          BIGINT NOT NULL,
    told           TEXT NOT NULL               -- alias of the last who was
);
