-- Fairs: what is set up, who comes, who wants to meet whom, and the timetable.

-- name: fair_by_id (id int) -> (id int, name_zh text, name_en text, about_zh text, about_en text, division text, state text, register_from text, register_until text, agree_until text, most_meetings int, least_meetings int, most_asked int, expire_days int, travel_minutes int, version int)
SELECT id, name_zh, name_en, about_zh, about_en, division, state, register_from, register_until, agree_until, most_meetings, least_meetings, most_asked, expire_days,
    travel_minutes, version FROM fair WHERE id = $1;

-- Newest first; drafts only for who is told so.
-- name: fair_list (drafts int, n int) -> (id int, name_zh text, name_en text, division text, state text, register_from text, register_until text, first_day text?, last_day text?, parties int)*
SELECT f.id, f.name_zh, f.name_en, f.division, f.state, f.register_from, f.register_until,
    (SELECT MIN(s.day) FROM fair_slot s WHERE s.fair = f.id) AS first_day, (SELECT MAX(s.day) FROM fair_slot s WHERE s.fair = f.id) AS last_day,
    (SELECT COUNT(*) FROM fair_party p WHERE p.fair = f.id AND p.state = 'active') AS parties
FROM fair f WHERE $1 = 1 OR f.state <> 'draft' ORDER BY f.id DESC LIMIT $2;

-- name: fair_add (id int, name_zh text, name_en text, about_zh text, about_en text, division text, register_from text, register_until text, agree_until text, most_meetings int, least_meetings int, most_asked int, expire_days int, travel_minutes int, account int, now_ms int) -> ()
INSERT INTO fair (id, name_zh, name_en, about_zh, about_en, division, state, register_from, register_until, agree_until, most_meetings, least_meetings, most_asked,
    expire_days, travel_minutes, account, created_ms, version)
VALUES ($1, $2, $3, $4, $5, $6, 'draft', $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, 1);

-- name: fair_set (id int, version int, name_zh text, name_en text, about_zh text, about_en text, division text, register_from text, register_until text, agree_until text, most_meetings int, least_meetings int, most_asked int, expire_days int, travel_minutes int) -> ()
UPDATE fair SET name_zh = $3, name_en = $4, about_zh = $5, about_en = $6, division = $7, register_from = $8, register_until = $9, agree_until = $10,
    most_meetings = $11, least_meetings = $12, most_asked = $13, expire_days = $14, travel_minutes = $15, version = version + 1
WHERE id = $1 AND version = $2;

-- name: fair_state_set (id int, was text, state text) -> ()
UPDATE fair SET state = $3, version = version + 1 WHERE id = $1 AND state = $2;

-- name: fair_running (after int, n int) -> (id int, state text, agree_until text, last_day text?)*
SELECT f.id, f.state, f.agree_until, (SELECT MAX(s.day) FROM fair_slot s WHERE s.fair = f.id) AS last_day
FROM fair f WHERE f.state IN ('provisional', 'open') AND f.id > $1 ORDER BY f.id LIMIT $2;

-- name: fair_places (fair int) -> (id int, name_zh text, name_en text, tables int)*
SELECT id, name_zh, name_en, tables FROM fair_place WHERE fair = $1 ORDER BY id;

-- name: fair_place_add (id int, fair int, name_zh text, name_en text, tables int) -> ()
INSERT INTO fair_place (id, fair, name_zh, name_en, tables) VALUES ($1, $2, $3, $4, $5);

-- name: fair_place_remove (id int, fair int) -> ()
DELETE FROM fair_place WHERE id = $1 AND fair = $2;

-- name: fair_slots (fair int) -> (n int, day text, from_minute int, to_minute int)*
SELECT n, day, from_minute, to_minute FROM fair_slot WHERE fair = $1 ORDER BY n;

-- name: fair_slot_add (fair int, n int, day text, from_minute int, to_minute int) -> ()
INSERT INTO fair_slot (fair, n, day, from_minute, to_minute) VALUES ($1, $2, $3, $4, $5);

-- One slot goes; numbers stay without a gap, so each behind it is counted down by one, the lowest first.
-- name: fair_slot_remove (fair int, n int) -> ()
DELETE FROM fair_slot WHERE fair = $1 AND n = $2;

-- name: fair_slot_count_down (fair int, n int) -> ()
UPDATE fair_slot SET n = n - 1 WHERE fair = $1 AND n = $2;

-- Meetings that are over with: their slot is gone.
-- name: fair_slot_forget (fair int, n int) -> ()
UPDATE fair_meeting SET slot = 0, place_table = 0, version = version + 1 WHERE fair = $1 AND slot = $2;

-- name: fair_slot_follow (fair int, n int) -> ()
UPDATE fair_meeting SET slot = slot - 1, version = version + 1 WHERE fair = $1 AND slot = $2;

-- name: fair_slots_clear (fair int) -> ()
DELETE FROM fair_slot WHERE fair = $1;

-- name: fair_party_by_id (id int) -> (id int, fair int, organisation int?, account int, side text, place int?, state text, version int, org_zh text?, org_en text?, org_state text?, name text)
SELECT p.id, p.fair, p.organisation, p.account, p.side, p.place, p.state, p.version, o.name_zh AS org_zh, o.name_en AS org_en, o.state AS org_state, a.name
FROM fair_party p JOIN account a ON a.id = p.account LEFT JOIN organisation o ON o.id = p.organisation WHERE p.id = $1;

-- name: fair_parties (fair int) -> (id int, organisation int?, account int, side text, place int?, state text, version int, org_zh text?, org_en text?, org_state text?, name text)*
SELECT p.id, p.organisation, p.account, p.side, p.place, p.state, p.version, o.name_zh AS org_zh, o.name_en AS org_en, o.state AS org_state, a.name
FROM fair_party p JOIN account a ON a.id = p.account LEFT JOIN organisation o ON o.id = p.organisation WHERE p.fair = $1 ORDER BY p.id;

-- name: fair_party_of (fair int, organisation int, account int) -> (id int, state text)
SELECT id, state FROM fair_party WHERE fair = $1 AND ((organisation IS NOT NULL AND organisation = $2) OR (organisation IS NULL AND $2 = 0 AND account = $3));

-- name: fair_party_mine (account int, n int) -> (id int, fair int, organisation int?, account int, side text, state text, org_zh text?, org_en text?)*
SELECT p.id, p.fair, p.organisation, p.account, p.side, p.state, o.name_zh AS org_zh, o.name_en AS org_en
FROM fair_party p LEFT JOIN organisation o ON o.id = p.organisation
WHERE (p.organisation IS NULL AND p.account = $1) OR p.organisation IN (SELECT m.organisation FROM membership m WHERE m.account = $1 AND m.state = 'active')
ORDER BY p.id DESC LIMIT $2;

-- name: fair_party_count (fair int) -> (n int)
SELECT COUNT(*) AS n FROM fair_party WHERE fair = $1 AND state = 'active';

-- name: fair_party_add (id int, fair int, organisation int?, account int, side text, place int?, now_ms int) -> ()
INSERT INTO fair_party (id, fair, organisation, account, side, place, state, created_ms, version) VALUES ($1, $2, $3, $4, $5, $6, 'active', $7, 1);

-- name: fair_party_set (id int, version int, place int?, state text) -> ()
UPDATE fair_party SET place = $3, state = $4, version = version + 1 WHERE id = $1 AND version = $2;

-- name: fair_party_back (id int, side text, place int?) -> ()
UPDATE fair_party SET side = $2, place = $3, state = 'active', version = version + 1 WHERE id = $1 AND state = 'withdrawn';

-- name: fair_people_clear (party int) -> ()
DELETE FROM fair_person WHERE party = $1;

-- name: fair_listings_clear (party int) -> ()
DELETE FROM fair_listing WHERE party = $1;

-- Hers and those of others for her: she comes on another side, maybe.
-- name: fair_wishes_clear (party int) -> ()
DELETE FROM fair_wish WHERE party = $1 OR other = $1;

-- Who acts for a party: the person, or the organisation's owners and editors.
-- name: fair_party_owners (party int) -> (account int)*
SELECT account FROM fair_party WHERE id = $1 AND organisation IS NULL
UNION SELECT m.account FROM fair_party p JOIN membership m ON m.organisation = p.organisation
WHERE p.id = $1 AND m.state = 'active' AND m.role IN ('owner', 'editor');

-- name: fair_people (fair int) -> (id int, party int, name text, away text, state text, arrived_ms int?, version int)*
SELECT x.id, x.party, x.name, x.away, x.state, x.arrived_ms, x.version FROM fair_person x JOIN fair_party p ON p.id = x.party WHERE p.fair = $1 ORDER BY x.id;

-- name: fair_person_by_id (id int) -> (id int, party int, fair int, name text, away text, state text, arrived_ms int?, version int)
SELECT x.id, x.party, p.fair, x.name, x.away, x.state, x.arrived_ms, x.version FROM fair_person x JOIN fair_party p ON p.id = x.party WHERE x.id = $1;

-- name: fair_person_add (id int, party int, name text, away text) -> ()
INSERT INTO fair_person (id, party, name, away, state, arrived_ms, version) VALUES ($1, $2, $3, $4, 'expected', NULL, 1);

-- name: fair_person_set (id int, version int, away text, state text, arrived_ms int?) -> ()
UPDATE fair_person SET away = $3, state = $4, arrived_ms = $5, version = version + 1 WHERE id = $1 AND version = $2;

-- name: fair_listings (fair int) -> (party int, listing int, side text, kind text, title_zh text, title_en text, state text)*
SELECT f.party, f.listing, l.side, l.kind, l.title_zh, l.title_en, l.state
FROM fair_listing f JOIN fair_party p ON p.id = f.party JOIN listing l ON l.id = f.listing WHERE p.fair = $1 ORDER BY f.party, f.listing;

-- name: fair_listing_add (party int, listing int) -> ()
INSERT INTO fair_listing (party, listing) VALUES ($1, $2) ON CONFLICT (party, listing) DO NOTHING;

-- Open public listings of this side a party brings: of the organisation, or of the person.
-- name: fair_listing_own (organisation int, account int, side text, n int) -> (id int, kind text, title_zh text, title_en text)*
SELECT id, kind, title_zh, title_en FROM listing WHERE state = 'open' AND visibility = 'public' AND side = $3
AND ((organisation IS NOT NULL AND organisation = $1) OR (organisation IS NULL AND $1 = 0 AND account = $2)) ORDER BY published_ms DESC, id DESC LIMIT $4;

-- name: fair_wishes (fair int) -> (party int, other int, wish text)*
SELECT w.party, w.other, w.wish FROM fair_wish w JOIN fair_party p ON p.id = w.party WHERE p.fair = $1 ORDER BY w.party, w.other;

-- name: fair_wish_set (party int, other int, wish text, now_ms int) -> ()
INSERT INTO fair_wish (party, other, wish, at_ms) VALUES ($1, $2, $3, $4) ON CONFLICT (party, other) DO UPDATE SET wish = excluded.wish, at_ms = excluded.at_ms;

-- name: fair_wish_clear (party int, other int) -> ()
DELETE FROM fair_wish WHERE party = $1 AND other = $2;

-- Parties that have docked or are docking already: a case between listings of theirs that neither ended without a result nor came of this fair.
-- name: fair_met (fair int) -> (need int, offer int)*
SELECT DISTINCT n.id AS need, o.id AS offer FROM docking_case c JOIN listing a ON a.id = c.need JOIN listing b ON b.id = c.offer
JOIN fair_party n ON n.fair = $1 AND n.side = 'need' AND ((n.organisation IS NOT NULL AND n.organisation = a.organisation) OR (n.organisation IS NULL AND a.organisation IS NULL AND n.account = a.account))
JOIN fair_party o ON o.fair = $1 AND o.side = 'offer' AND ((o.organisation IS NOT NULL AND o.organisation = b.organisation) OR (o.organisation IS NULL AND b.organisation IS NULL AND o.account = b.account))
WHERE c.state NOT IN ('declined', 'lapsed') AND NOT EXISTS (SELECT 1 FROM fair_meeting m WHERE m.docking_case = c.id AND m.fair = $1)
ORDER BY n.id, o.id;

-- name: fair_feed_by_hash (hash blob) -> (id int, party int, fair int, person int?, account int, lang text, seen_ms int?, state text)
SELECT f.id, f.party, p.fair, f.person, f.account, f.lang, f.seen_ms, a.state
FROM fair_feed f JOIN fair_party p ON p.id = f.party JOIN account a ON a.id = f.account WHERE f.hash = $1;

-- name: fair_feed_of (party int) -> (id int, person int?, created_ms int, seen_ms int?)*
SELECT id, person, created_ms, seen_ms FROM fair_feed WHERE party = $1 ORDER BY id LIMIT 100;

-- name: fair_feed_count (party int) -> (n int)
SELECT COUNT(*) AS n FROM fair_feed WHERE party = $1;

-- name: fair_feed_add (id int, hash blob, party int, person int?, account int, lang text, now_ms int) -> ()
INSERT INTO fair_feed (id, hash, party, person, account, lang, created_ms, seen_ms) VALUES ($1, $2, $3, $4, $5, $6, $7, NULL);

-- name: fair_feed_seen (id int, now_ms int) -> ()
UPDATE fair_feed SET seen_ms = $2 WHERE id = $1;

-- name: fair_feed_end (id int, party int) -> ()
DELETE FROM fair_feed WHERE id = $1 AND party = $2;

-- name: fair_feeds_clear (party int) -> ()
DELETE FROM fair_feed WHERE party = $1;

-- name: fair_meetings (fair int) -> (id int, need int, offer int, need_person int, offer_person int, rank int, state text, slot int, place_table int, why text, need_ok_ms int?, offer_ok_ms int?, expires_ms int?, sequence int, docking_case int?, changed_ms int, version int)*
SELECT id, need, offer, need_person, offer_person, rank, state, slot, place_table, why, need_ok_ms, offer_ok_ms, expires_ms, sequence, docking_case, changed_ms, version
FROM fair_meeting WHERE fair = $1 ORDER BY id;

-- name: fair_meeting_by_id (id int) -> (id int, fair int, need int, offer int, need_person int, offer_person int, rank int, state text, slot int, place_table int, why text, need_ok_ms int?, offer_ok_ms int?, expires_ms int?, sequence int, docking_case int?, changed_ms int, version int)
SELECT id, fair, need, offer, need_person, offer_person, rank, state, slot, place_table, why, need_ok_ms, offer_ok_ms, expires_ms, sequence, docking_case, changed_ms, version
FROM fair_meeting WHERE id = $1;

-- name: fair_meeting_add (id int, fair int, need int, offer int, need_person int, offer_person int, rank int, state text, slot int, place_table int, why text, need_ok_ms int?, offer_ok_ms int?, expires_ms int?, now_ms int) -> ()
INSERT INTO fair_meeting (id, fair, need, offer, need_person, offer_person, rank, state, slot, place_table, why, need_ok_ms, offer_ok_ms, expires_ms, sequence,
    docking_case, changed_ms, version)
VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, 0, NULL, $15, 1);

-- name: fair_meeting_set (id int, version int, need_person int, offer_person int, state text, slot int, place_table int, why text, need_ok_ms int?, offer_ok_ms int?, expires_ms int?, sequence int, now_ms int) -> ()
UPDATE fair_meeting SET need_person = $3, offer_person = $4, state = $5, slot = $6, place_table = $7, why = $8, need_ok_ms = $9, offer_ok_ms = $10, expires_ms = $11,
    sequence = $12, changed_ms = $13, version = version + 1 WHERE id = $1 AND version = $2;

-- Frees the slots of what is to be placed anew, so that no order of the writes meets a slot still taken.
-- name: fair_meeting_lift (id int, version int) -> ()
UPDATE fair_meeting SET slot = 0, place_table = 0 WHERE id = $1 AND version = $2;

-- name: fair_meeting_case_set (id int, version int, docking_case int) -> ()
UPDATE fair_meeting SET docking_case = $3, version = version + 1 WHERE id = $1 AND version = $2;

-- Of fairs that are on: elsewhere nothing can expire any more.
-- name: fair_meeting_overdue (now_ms int, after int, n int) -> (id int, fair int)*
SELECT m.id, m.fair FROM fair f JOIN fair_meeting m ON m.fair = f.id
WHERE f.state IN ('provisional', 'open') AND m.state IN ('asked', 'proposed') AND m.expires_ms <= $1 AND m.id > $2 ORDER BY m.id LIMIT $3;

-- name: fair_timetable_add (id int, fair int, account int, made_ms int, meetings int, placed int, most int, result text, meetings_csv text, people_csv text, slots_csv text, places_csv text) -> ()
INSERT INTO fair_timetable (id, fair, account, made_ms, meetings, placed, most, result, meetings_csv, people_csv, slots_csv, places_csv)
VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12);

-- name: fair_timetable_last (fair int) -> (id int, made_ms int, meetings int, placed int, most int)
SELECT id, made_ms, meetings, placed, most FROM fair_timetable WHERE fair = $1 ORDER BY id DESC LIMIT 1;

-- name: fair_timetable_files (fair int) -> (id int, result text, meetings_csv text, people_csv text, slots_csv text, places_csv text)
SELECT id, result, meetings_csv, people_csv, slots_csv, places_csv FROM fair_timetable WHERE fair = $1 ORDER BY id DESC LIMIT 1;
