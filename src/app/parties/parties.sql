-- Organisations, memberships, persons, and who looked at a sealed field.
-- A districts argument is '*' for everywhere, or ',210204,210211,': see parties_districts in parties.h.

-- ---- organisations ----

-- name: organisation_by_id (id int) -> (id int, kind text, name_zh text, name_en text, uscc text?, division text, zone text, industry text, size_class text, intro_zh text, intro_en text, website text, contact text, bank_cipher blob?, state text, reason text, synthetic int, created_by int, created_ms int, version int, sort_as text)
SELECT id, kind, name_zh, name_en, uscc, division, zone, industry, size_class, intro_zh, intro_en, website, contact, bank_cipher,
       state, reason, synthetic, created_by, created_ms, version, sort_as
FROM organisation WHERE id = $1;

-- name: organisation_sort_as (id int, sort_as text) -> ()
UPDATE organisation SET sort_as = $2 WHERE id = $1;

-- name: organisation_by_name (name text) -> (id int, state text)
SELECT id, state FROM organisation WHERE name_zh = $1;

-- name: organisation_by_uscc (uscc text) -> (id int, state text)
SELECT id, state FROM organisation WHERE uscc = $1;

-- name: organisation_page (pattern text, kind text, division text, zone text, industry text, skip int, n int) -> (id int, kind text, name_zh text, name_en text, division text, zone text, industry text, size_class text, uscc text?, website text, contact text, synthetic int)*
SELECT id, kind, name_zh, name_en, division, zone, industry, size_class, uscc, website, contact, synthetic FROM organisation
WHERE state = 'active' AND ($1 = '' OR lower(name_zh) LIKE $1 ESCAPE '!' OR lower(name_en) LIKE $1 ESCAPE '!')
  AND ($2 = '' OR kind = $2) AND ($3 = '' OR division = $3) AND ($4 = '' OR zone = $4)
  AND ($5 = '' OR industry = $5 OR industry IN (SELECT code FROM code WHERE list = 'industries' AND parent = $5))
ORDER BY sort_key, id LIMIT $7 OFFSET $6;

-- name: organisation_count (pattern text, kind text, division text, zone text, industry text) -> (n int)
SELECT COUNT(*) AS n FROM organisation
WHERE state = 'active' AND ($1 = '' OR lower(name_zh) LIKE $1 ESCAPE '!' OR lower(name_en) LIKE $1 ESCAPE '!')
  AND ($2 = '' OR kind = $2) AND ($3 = '' OR division = $3) AND ($4 = '' OR zone = $4)
  AND ($5 = '' OR industry = $5 OR industry IN (SELECT code FROM code WHERE list = 'industries' AND parent = $5));

-- name: organisation_pending (districts text, n int) -> (id int, kind text, name_zh text, name_en text, uscc text?, division text, created_ms int)*
SELECT id, kind, name_zh, name_en, uscc, division, created_ms FROM organisation
WHERE state = 'pending' AND ($1 = '*' OR $1 LIKE '%,' || lower(division) || ',%') ORDER BY created_ms, id LIMIT $2;

-- name: organisation_pending_count (districts text) -> (n int, oldest_ms int?)
SELECT COUNT(*) AS n, MIN(created_ms) AS oldest_ms FROM organisation
WHERE state = 'pending' AND ($1 = '*' OR $1 LIKE '%,' || lower(division) || ',%');

-- name: organisation_add (id int, kind text, name_zh text, name_en text, sort_key text, uscc text?, division text, zone text, industry text, size_class text, intro_zh text, intro_en text, website text, contact text, bank_cipher blob?, state text, synthetic int, created_by int, created_ms int) -> ()
INSERT INTO organisation (id, kind, name_zh, name_en, sort_key, uscc, division, zone, industry, size_class, intro_zh, intro_en, website,
    contact, bank_cipher, state, reason, synthetic, created_by, created_ms, version)
VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, '', $17, $18, $19, 1);

-- name: organisation_set (id int, version int, kind text, name_zh text, name_en text, sort_key text, uscc text?, division text, zone text, industry text, size_class text, intro_zh text, intro_en text, website text, contact text, state text) -> ()
UPDATE organisation SET kind = $3, name_zh = $4, name_en = $5, sort_key = $6, uscc = $7, division = $8, zone = $9, industry = $10,
    size_class = $11, intro_zh = $12, intro_en = $13, website = $14, contact = $15, state = $16, reason = CASE WHEN $16 = 'pending' THEN '' ELSE reason END, version = version + 1
WHERE id = $1 AND version = $2;

-- name: organisation_bank_set (id int, version int, bank_cipher blob?) -> ()
UPDATE organisation SET bank_cipher = $3, version = version + 1 WHERE id = $1 AND version = $2;

-- name: organisation_decide (id int, version int, was text, state text, reason text) -> ()
UPDATE organisation SET state = $4, reason = $5, version = version + 1 WHERE id = $1 AND version = $2 AND state = $3;

-- name: organisation_office (districts text, pattern text, state text, skip int, n int) -> (id int, kind text, name_zh text, name_en text, division text, state text)*
SELECT id, kind, name_zh, name_en, division, state FROM organisation
WHERE ($1 = '*' OR $1 LIKE '%,' || lower(division) || ',%') AND ($3 = '' OR state = $3)
  AND ($2 = '' OR lower(name_zh) LIKE $2 ESCAPE '!' OR lower(name_en) LIKE $2 ESCAPE '!')
ORDER BY sort_key, id LIMIT $5 OFFSET $4;

-- name: organisation_office_count (districts text, pattern text, state text) -> (n int)
SELECT COUNT(*) AS n FROM organisation
WHERE ($1 = '*' OR $1 LIKE '%,' || lower(division) || ',%') AND ($3 = '' OR state = $3)
  AND ($2 = '' OR lower(name_zh) LIKE $2 ESCAPE '!' OR lower(name_en) LIKE $2 ESCAPE '!');

-- ---- memberships ----

-- name: membership_add (account int, organisation int, role text, state text, since_ms int) -> ()
INSERT INTO membership (account, organisation, role, state, since_ms) VALUES ($1, $2, $3, $4, $5);

-- name: membership_one (account int, organisation int) -> (role text, state text)
SELECT role, state FROM membership WHERE account = $1 AND organisation = $2;

-- name: membership_set (account int, organisation int, role text, state text, since_ms int) -> ()
UPDATE membership SET role = $3, state = $4, since_ms = $5 WHERE account = $1 AND organisation = $2;

-- name: membership_end (account int, organisation int) -> ()
DELETE FROM membership WHERE account = $1 AND organisation = $2;

-- name: membership_owners (organisation int) -> (n int)
SELECT COUNT(*) AS n FROM membership m JOIN account a ON a.id = m.account
WHERE m.organisation = $1 AND m.role = 'owner' AND m.state = 'active' AND a.state = 'active';

-- name: membership_of (account int) -> (organisation int, role text, state text, since_ms int, kind text, name_zh text, name_en text, org_state text)*
SELECT m.organisation, m.role, m.state, m.since_ms, o.kind, o.name_zh, o.name_en, o.state AS org_state
FROM membership m JOIN organisation o ON o.id = m.organisation
WHERE m.account = $1 ORDER BY o.sort_key, o.id LIMIT 200;

-- name: membership_told (organisation int, role text) -> (account int)*
SELECT m.account FROM membership m WHERE m.organisation = $1 AND m.state = 'active' AND ($2 = '' OR m.role = $2) ORDER BY m.account;

-- name: membership_in (organisation int) -> (account int, role text, state text, since_ms int, name text)*
SELECT m.account, m.role, m.state, m.since_ms, a.name FROM membership m JOIN account a ON a.id = m.account
WHERE m.organisation = $1 AND a.state = 'active' ORDER BY CASE WHEN m.state = 'asked' THEN 0 ELSE 1 END, m.since_ms, m.account LIMIT 500;

-- ---- persons ----

-- name: person_by_account (account int) -> (id int, name text, kind text, division text, education text, skills text, intro_zh text, intro_en text, id_cipher blob?, phone_cipher blob?, bank_cipher blob?, created_ms int, version int)
SELECT id, name, kind, division, education, skills, intro_zh, intro_en, id_cipher, phone_cipher, bank_cipher, created_ms, version
FROM person WHERE account = $1;

-- name: person_by_id (id int) -> (id int, account int?, name text, kind text, division text, education text, skills text, intro_zh text, intro_en text, id_cipher blob?, phone_cipher blob?, bank_cipher blob?, created_ms int, version int)
SELECT id, account, name, kind, division, education, skills, intro_zh, intro_en, id_cipher, phone_cipher, bank_cipher, created_ms, version
FROM person WHERE id = $1;

-- name: person_by_index (id_index blob) -> (id int)
SELECT id FROM person WHERE id_index = $1;

-- name: person_page (districts text, pattern text, skip int, n int) -> (id int, name text, kind text, division text, education text)*
SELECT id, name, kind, division, education FROM person
WHERE ($1 = '*' OR $1 LIKE '%,' || lower(division) || ',%') AND ($2 = '' OR lower(name) LIKE $2 ESCAPE '!')
ORDER BY id DESC LIMIT $4 OFFSET $3;

-- name: person_count (districts text, pattern text) -> (n int)
SELECT COUNT(*) AS n FROM person
WHERE ($1 = '*' OR $1 LIKE '%,' || lower(division) || ',%') AND ($2 = '' OR lower(name) LIKE $2 ESCAPE '!');

-- name: person_add (id int, account int?, name text, kind text, division text, education text, skills text, intro_zh text, intro_en text, id_cipher blob?, id_index blob?, phone_cipher blob?, phone_index blob?, bank_cipher blob?, created_ms int) -> ()
INSERT INTO person (id, account, name, kind, division, education, skills, intro_zh, intro_en, id_cipher, id_index, phone_cipher, phone_index,
    bank_cipher, created_ms, version)
VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, 1);

-- name: person_set (id int, version int, name text, kind text, division text, education text, skills text, intro_zh text, intro_en text) -> ()
UPDATE person SET name = $3, kind = $4, division = $5, education = $6, skills = $7, intro_zh = $8, intro_en = $9, version = version + 1
WHERE id = $1 AND version = $2;

-- name: person_number_set (id int, id_cipher blob?, id_index blob?) -> ()
UPDATE person SET id_cipher = $2, id_index = $3 WHERE id = $1;

-- name: person_phone_set (id int, phone_cipher blob?, phone_index blob?) -> ()
UPDATE person SET phone_cipher = $2, phone_index = $3 WHERE id = $1;

-- name: person_bank_set (id int, bank_cipher blob?) -> ()
UPDATE person SET bank_cipher = $2 WHERE id = $1;

-- name: account_name_set (id int, name text) -> ()
UPDATE account SET name = $2 WHERE id = $1;

-- ---- unmasking ----

-- name: unmasking_add (event int, account int, kind text, subject int, field text, purpose text, at_ms int) -> ()
INSERT INTO unmasking (event, account, kind, subject, field, purpose, at_ms) VALUES ($1, $2, $3, $4, $5, $6, $7);

-- name: unmasking_of (kind text, subject int) -> (event int, field text, purpose text, at_ms int)*
SELECT event, field, purpose, at_ms FROM unmasking WHERE kind = $1 AND subject = $2 ORDER BY event DESC LIMIT 500;

-- ---- what we hold about one account ----

-- name: own_account (id int) -> (login text, name text, email text, lang text, created_ms int)
SELECT login, name, email, lang, created_ms FROM account WHERE id = $1;

-- What the download of one's own data lists: columns are its members, and X_ms is written as the instant X (own_data.c).
-- name: own_looks (account int) -> (at_ms int, field text, purpose text)*
SELECT u.at_ms, u.field, u.purpose FROM person p JOIN unmasking u ON u.kind = 'person' AND u.subject = p.id
WHERE p.account = $1 ORDER BY u.event LIMIT 10000;

-- name: own_organisations (account int) -> (organisation int, name text, role text, state text, since_ms int)*
SELECT m.organisation, o.name_zh AS name, m.role, m.state, m.since_ms FROM membership m JOIN organisation o ON o.id = m.organisation
WHERE m.account = $1 ORDER BY o.sort_key, o.id LIMIT 1000;

-- name: own_roles (account int) -> (role text, department text, district text, organisation int, since_ms int)*
SELECT role, department, district, organisation, since_ms FROM account_role WHERE account = $1 ORDER BY role, department, district, organisation LIMIT 100;

-- name: own_sessions (account int) -> (since_ms int, last_used_ms int, browser text, address text)*
SELECT created_ms AS since_ms, seen_ms AS last_used_ms, agent AS browser, ip AS address FROM session WHERE account = $1 ORDER BY created_ms LIMIT 100;

-- name: own_tokens (account int) -> (name text, since_ms int, until_ms int, last_used_ms int?)*
SELECT name, created_ms AS since_ms, until_ms, seen_ms AS last_used_ms FROM api_token WHERE account = $1 ORDER BY id LIMIT 100;

-- name: own_listings (account int) -> (id int, side text, kind text, title_zh text, title_en text, text_zh text, text_en text, state text, at_ms int)*
SELECT id, side, kind, title_zh, title_en, body_zh AS text_zh, body_en AS text_en, state, created_ms AS at_ms FROM listing
WHERE account = $1 ORDER BY id LIMIT 10000;

-- name: own_messages (account int) -> (docking_case int, verb text, text text, at_ms int)*
SELECT docking_case, verb, body AS text, at_ms FROM case_message WHERE account = $1 ORDER BY id LIMIT 10000;

-- name: own_searches (account int) -> (name text, query text, since_ms int)*
SELECT name, query, created_ms AS since_ms FROM saved_search WHERE account = $1 ORDER BY id LIMIT 1000;

-- Never the address itself: only its hash is kept, and that tells nothing. whom: empty for all who come for the party.
-- name: own_calendars (account int) -> (fair text, whom text?, since_ms int, last_used_ms int?)*
SELECT f.name_zh AS fair, x.name AS whom, c.created_ms AS since_ms, c.seen_ms AS last_used_ms
FROM fair_feed c JOIN fair_party p ON p.id = c.party JOIN fair f ON f.id = p.fair LEFT JOIN fair_person x ON x.id = c.person
WHERE c.account = $1 ORDER BY c.id LIMIT 1000;

-- name: own_rounds (account int) -> (round int, number text, groups text, team text, state text, first_wish text?, at_ms int)*
SELECT p.round, p.alias AS number, p.groups, p.team, p.state,
    (SELECT w.name_zh FROM round_wish v JOIN round_place w ON w.id = v.place WHERE v.application = p.id AND v.position = 1) AS first_wish, p.changed_ms AS at_ms
FROM round_application p WHERE p.account = $1 ORDER BY p.id LIMIT 1000;

-- name: own_objections (account int) -> (round int, text text, state text, reply text, at_ms int)*
SELECT o.round, o.body AS text, o.state, o.reply, o.created_ms AS at_ms FROM round_objection o JOIN round_application p ON p.id = o.application
WHERE p.account = $1 ORDER BY o.id LIMIT 1000;

-- Claims of employment that give her number and her name, with all that was ever said; who knows a number alone learns nothing.
-- name: own_jobs (account int, name_key text) -> (employer text, name text, relation text, post text, from_day text, to_day text?, groups text, programme text, evidence text, source text, claimed_by text, state text, at_ms int)*
SELECT f.name AS employer, c.name, c.relation, c.post, c.start_day AS from_day, c.end_day AS to_day, c.groups, c.programme, c.evidence, c.source_kind AS source, c.claimant AS claimed_by, c.state,
    c.created_ms AS at_ms
FROM person p JOIN job_claim c ON c.id_index = p.id_index JOIN firm f ON f.id = c.firm WHERE p.account = $1 AND c.name_key = $2 ORDER BY c.start_day, c.id LIMIT 10000;

-- name: own_job_objections (account int) -> (spell int, text text, state text, reply text, at_ms int)*
SELECT spell, body AS text, state, reply, created_ms AS at_ms FROM job_objection WHERE account = $1 ORDER BY id LIMIT 1000;

-- name: own_applications (account int) -> (carrier text, venture text, text text, state text, reason text, at_ms int)*
SELECT o.name_zh AS carrier, v.name AS venture, i.pitch AS text, i.state, i.reason, i.created_ms AS at_ms
FROM intake i JOIN venture v ON v.id = i.venture JOIN organisation o ON o.id = i.carrier WHERE i.account = $1 ORDER BY i.id LIMIT 1000;

-- name: own_reviews (account int) -> (venture text, conflict text, text text, at_ms int)*
SELECT v.name AS venture, w.conflict_why AS conflict, w.comment AS text, w.asked_ms AS at_ms
FROM intake_review w JOIN intake i ON i.id = w.intake JOIN venture v ON v.id = i.venture WHERE w.account = $1 ORDER BY w.asked_ms, w.intake LIMIT 1000;

-- name: own_mentoring (account int) -> (carrier text, name text, field text, from_day text, to_day text?)*
SELECT o.name_zh AS carrier, m.name, m.field, m.from_day, m.until_day AS to_day FROM carrier_mentor m JOIN organisation o ON o.id = m.carrier
WHERE m.account = $1 ORDER BY m.id LIMIT 1000;

-- What she said about sessions, as a mentor or for her venture.
-- name: own_session_words (account int) -> (venture text, day text, topic text, text text)*
SELECT v.name AS venture, s.day, s.topic, CASE WHEN m.account = $1 THEN s.mentor_words ELSE s.venture_words END AS text
FROM mentor_session s JOIN carrier_mentor m ON m.id = s.mentor JOIN venture v ON v.id = s.venture WHERE m.account = $1 OR v.account = $1 ORDER BY s.day, s.id LIMIT 10000;

-- name: own_reports (account int) -> (indicator text, period text, area text, text text, verdict text, reply text, at_ms int)*
SELECT indicator, period, area, body AS text, verdict, reply, created_ms AS at_ms FROM figure_report WHERE account = $1 ORDER BY id LIMIT 1000;

-- name: own_notices (account int) -> (message text, path text, at_ms int, read_ms int?)*
SELECT message, path, at_ms, read_ms FROM notice WHERE account = $1 ORDER BY event LIMIT 10000;

-- name: own_events (account int) -> (verb text, kind text, subject int, at_ms int)*
SELECT verb, kind, subject, at_ms FROM event WHERE account = $1 ORDER BY id LIMIT 10000;
