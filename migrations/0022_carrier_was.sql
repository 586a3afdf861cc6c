-- Where a carrier lay before it moved: what it counts for stays where it was at the time. until_day: the first day elsewhere.
CREATE TABLE carrier_was (
    carrier        BIGINT NOT NULL REFERENCES carrier (organisation),
    until_day      TEXT NOT NULL,
    division       TEXT NOT NULL,
    zone           TEXT NOT NULL,
    PRIMARY KEY (carrier, until_day)
);
