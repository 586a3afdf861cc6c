-- What a tick looks for, it finds without reading every open listing: who is to be reminded, whose renewal is over, whose last day is
-- past, what a person who left has posted as her own or asked for in a round. The state comes first, or SQLite, which knows no
-- figures of a new database, takes listing_state.
DROP INDEX listing_renew;
CREATE INDEX listing_renew ON listing (state, renew_by_ms, id);
CREATE INDEX listing_remind ON listing (state, reminded_ms, renew_by_ms, id);
CREATE INDEX listing_ends ON listing (state, open_until, id) WHERE open_until IS NOT NULL;
CREATE INDEX listing_own ON listing (account, organisation) WHERE state <> 'closed';
CREATE INDEX account_closed ON account (id) WHERE state = 'closed';
