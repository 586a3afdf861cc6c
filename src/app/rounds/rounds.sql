-- Rounds: what is given out, who asks for it, what came of it, and who objects.

-- name: round_by_id (id int) -> (id int, organisation int?, account int, parent int?, repeats int?, kind text, department text, division text, title_zh text, title_en text, body_zh text, body_en text, opens_day text, closes_day text, objections_day text, closed_ms int, wishes_most int, rule text, files text, teams int, seed_cipher blob, seed_sha256 text, seed text, state text, ask text, ask_account int?, ask_ms int?, ask_sha256 text, ask_reason text, off_reason text, off_ms int?, off_asked_by int?, created_ms int, version int, sent int, org_zh text?, org_en text?, asker text?, off_asker text?, off_officer text?)
SELECT r.id, r.organisation, r.account, r.parent, r.repeats, r.kind, r.department, r.division, r.title_zh, r.title_en, r.body_zh, r.body_en, r.opens_day, r.closes_day,
    r.objections_day, r.closed_ms, r.wishes_most, r.rule, r.files, r.teams, r.seed_cipher, r.seed_sha256, r.seed, r.state, r.ask, r.ask_account, r.ask_ms, r.ask_sha256,
    r.ask_reason, r.off_reason, r.off_ms, r.off_asked_by, r.created_ms, r.version, r.sent, o.name_zh AS org_zh, o.name_en AS org_en, a.name AS asker,
    b.name AS off_asker, c.name AS off_officer
FROM round r LEFT JOIN organisation o ON o.id = r.organisation LEFT JOIN account a ON a.id = r.ask_account LEFT JOIN account b ON b.id = r.off_asked_by
LEFT JOIN account c ON c.id = r.off_by WHERE r.id = $1;

-- Newest closing first; drafts among them are for who may run them.
-- name: round_list (n int) -> (id int, organisation int?, kind text, department text, division text, title_zh text, title_en text, opens_day text, closes_day text, objections_day text, closed_ms int, state text, places int, seats int, applicants int)*
SELECT r.id, r.organisation, r.kind, r.department, r.division, r.title_zh, r.title_en, r.opens_day, r.closes_day, r.objections_day, r.closed_ms, r.state,
    (SELECT COUNT(*) FROM round_place p WHERE p.round = r.id) AS places,
    (SELECT CAST(COALESCE(SUM(p.seats), 0) AS BIGINT) FROM round_place p WHERE p.round = r.id) AS seats,
    r.sent AS applicants
FROM round r ORDER BY r.closes_day DESC, r.id DESC LIMIT $1;

-- What waits for an officer: a proposal to confirm, objections nobody has decided on.
-- name: round_waits () -> (id int, department text, division text, organisation int?, ask text, ask_account int?, ask_ms int?, objections int, objected_ms int?)*
SELECT r.id, r.department, r.division, r.organisation, r.ask, r.ask_account, r.ask_ms,
    (SELECT COUNT(*) FROM round_objection o WHERE o.round = r.id AND o.state = 'open') AS objections,
    (SELECT MIN(o.created_ms) FROM round_objection o WHERE o.round = r.id AND o.state = 'open') AS objected_ms
FROM round r
WHERE r.ask <> '' OR EXISTS (SELECT 1 FROM round_objection o WHERE o.round = r.id AND o.state = 'open')
ORDER BY r.id;

-- Rounds of a kind that have a result: whose applicants a preview may be made on.
-- name: round_before (kind text, but int) -> (id int, department text, division text, organisation int?, title_zh text, title_en text, closes_day text)*
SELECT id, department, division, organisation, title_zh, title_en, closes_day FROM round
WHERE kind = $1 AND id <> $2 AND state IN ('ran', 'published') ORDER BY closes_day DESC, id DESC LIMIT 20;

-- name: round_add (id int, organisation int?, account int, parent int?, repeats int?, kind text, department text, division text, title_zh text, title_en text, body_zh text, body_en text, opens_day text, closes_day text, objections_day text, wishes_most int, rule text, files text, teams int, seed_cipher blob, seed_sha256 text, now_ms int) -> ()
INSERT INTO round (id, organisation, account, parent, repeats, kind, department, division, title_zh, title_en, body_zh, body_en, opens_day, closes_day, objections_day,
    closed_ms, wishes_most, rule, files, teams, seed_cipher, seed_sha256, seed, state, ask, ask_account, ask_ms, ask_sha256, created_ms, version)
VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, 0, $16, $17, $18, $19, $20, $21, '', 'draft', '', NULL, NULL, '', $22, 1);

-- name: round_edit (id int, version int, organisation int?, kind text, department text, division text, title_zh text, title_en text, body_zh text, body_en text, opens_day text, closes_day text, objections_day text, wishes_most int, rule text, files text, teams int) -> ()
UPDATE round SET organisation = $3, kind = $4, department = $5, division = $6, title_zh = $7, title_en = $8, body_zh = $9, body_en = $10, opens_day = $11,
    closes_day = $12, objections_day = $13, wishes_most = $14, rule = $15, files = $16, teams = $17, version = version + 1
WHERE id = $1 AND version = $2 AND state = 'draft';

-- The round that gives out what this one left.
-- name: round_again_of (parent int) -> (id int)
SELECT id FROM round WHERE parent = $1 AND state <> 'cancelled' ORDER BY id DESC LIMIT 1;

-- name: round_move (id int, state text, into text, seed text) -> ()
UPDATE round SET state = $3, seed = $4, ask = '', ask_account = NULL, ask_ms = NULL, ask_sha256 = '', ask_reason = '', version = version + 1 WHERE id = $1 AND state = $2;

-- asked_by: of a round that has run. The seed stays what it was.
-- name: round_off (id int, state text, reason text, asked_by int?, account int, now_ms int) -> ()
UPDATE round SET state = 'cancelled', off_reason = $3, off_asked_by = $4, off_by = $5, off_ms = $6, ask = '', ask_account = NULL, ask_ms = NULL, ask_sha256 = '',
    ask_reason = '', version = version + 1 WHERE id = $1 AND state = $2;

-- Rounds of the same kind and owner that have run: first those that wait for their publication, then the last to run.
-- party: who acts now ($2), has set this one up or proposed its run has also set up, proposed or run that one.
-- name: round_same_owner (id int, actor int) -> (id int, state text, organisation int?, division text, here text, party int)*
SELECT o.id, o.state, o.organisation, o.division, r.division AS here,
    CASE WHEN EXISTS (SELECT 1 FROM round_result q WHERE q.round = o.id AND (o.account IN ($2, r.account, r.ask_account)
        OR q.asked_by IN ($2, r.account, r.ask_account) OR q.run_by IN ($2, r.account, r.ask_account))) THEN 1 ELSE 0 END AS party
FROM round r JOIN round o ON o.kind = r.kind AND COALESCE(o.organisation, 0) = COALESCE(r.organisation, 0) AND o.id <> r.id
JOIN (SELECT round, MAX(ran_ms) AS ran_ms FROM round_result GROUP BY round) v ON v.round = o.id
WHERE r.id = $1 ORDER BY CASE WHEN o.state = 'ran' THEN 0 ELSE 1 END, v.ran_ms DESC, o.id DESC;

-- name: round_repeats (id int, repeats int?) -> ()
UPDATE round SET repeats = $2 WHERE id = $1;

-- name: round_repeated_by (repeats int?) -> (id int, state text)
SELECT id, state FROM round WHERE repeats = $1 AND state <> 'cancelled' ORDER BY id DESC LIMIT 1;

-- name: round_close (id int, now_ms int) -> ()
UPDATE round SET closed_ms = $2, ask = '', ask_account = NULL, ask_ms = NULL, ask_sha256 = '', ask_reason = '', version = version + 1 WHERE id = $1 AND state = 'announced' AND closed_ms = 0;

-- What a result is made from has changed; a proposal that was made before no longer fits.
-- name: round_touch (id int) -> ()
UPDATE round SET version = version + 1 WHERE id = $1;

-- The same, when more or fewer apply than before.
-- name: round_sent (id int, more int) -> ()
UPDATE round SET version = version + 1, sent = sent + $2 WHERE id = $1;

-- name: round_propose (id int, version int, ask text, account int?, at_ms int?, sha256 text, reason text) -> ()
UPDATE round SET ask = $3, ask_account = $4, ask_ms = $5, ask_sha256 = $6, ask_reason = $7 WHERE id = $1 AND version = $2;

-- name: round_places (round int) -> (id int, name_zh text, name_en text, seats int, least int, position int)*
SELECT id, name_zh, name_en, seats, least, position FROM round_place WHERE round = $1 ORDER BY position, id;

-- name: round_place_by_id (id int) -> (id int, round int, name_zh text, name_en text, seats int, least int)
SELECT id, round, name_zh, name_en, seats, least FROM round_place WHERE id = $1;

-- name: round_place_put (id int, round int, name_zh text, name_en text, seats int, least int, position int) -> ()
INSERT INTO round_place (id, round, name_zh, name_en, seats, least, position) VALUES ($1, $2, $3, $4, $5, $6, $7)
ON CONFLICT (round, name_zh) DO UPDATE SET name_en = excluded.name_en, seats = excluded.seats, least = excluded.least;

-- name: round_place_named (round int, name_zh text) -> (id int)
SELECT id FROM round_place WHERE round = $1 AND name_zh = $2;

-- name: round_place_drop (id int) -> ()
DELETE FROM round_place WHERE id = $1;

-- name: round_reserves (round int) -> (place int, grp text, seats int, hard int)*
SELECT v.place, v.grp, v.seats, v.hard FROM round_reserve v JOIN round_place p ON p.id = v.place WHERE p.round = $1 ORDER BY v.place, v.grp;

-- name: round_reserve_put (place int, grp text, seats int, hard int) -> ()
INSERT INTO round_reserve (place, grp, seats, hard) VALUES ($1, $2, $3, $4);

-- name: round_reserve_clear (place int) -> ()
DELETE FROM round_reserve WHERE place = $1;

-- name: round_criteria (round int) -> (id int, name_zh text, name_en text, points int, most int)*
SELECT id, name_zh, name_en, points, most FROM round_criterion WHERE round = $1 ORDER BY id;

-- name: round_criterion_put (id int, round int, name_zh text, name_en text, points int, most int) -> ()
INSERT INTO round_criterion (id, round, name_zh, name_en, points, most) VALUES ($1, $2, $3, $4, $5, $6)
ON CONFLICT (round, name_zh) DO UPDATE SET name_en = excluded.name_en, points = excluded.points, most = excluded.most;

-- name: round_criterion_drop (id int, round int) -> ()
DELETE FROM round_criterion WHERE id = $1 AND round = $2;

-- ---- applications

-- name: round_application_by_id (id int) -> (id int, round int, account int, alias text, team text, groups text, state text, corrected_ms int, created_ms int, changed_ms int, version int, name text)
SELECT p.id, p.round, p.account, p.alias, p.team, p.groups, p.state, p.corrected_ms, p.created_ms, p.changed_ms, p.version, a.name
FROM round_application p JOIN account a ON a.id = p.account WHERE p.id = $1;

-- name: round_application_of (round int, account int) -> (id int, alias text, team text, groups text, state text, corrected_ms int, created_ms int, changed_ms int, version int)
SELECT id, alias, team, groups, state, corrected_ms, created_ms, changed_ms, version FROM round_application WHERE round = $1 AND account = $2;

-- name: round_application_aliased (round int, alias text) -> (id int, account int, team text, state text)
SELECT id, account, team, state FROM round_application WHERE round = $1 AND alias = $2;

-- Who goes with this one.
-- name: round_team (round int, alias text) -> (id int, account int)*
SELECT id, account FROM round_application WHERE round = $1 AND team = $2 AND state = 'sent' ORDER BY id;

-- name: round_team_part (round int, alias text) -> ()
UPDATE round_application SET team = '', version = version + 1 WHERE round = $1 AND team = $2;

-- name: round_application_put (id int, round int, account int, alias text, team text, groups text, now_ms int) -> ()
INSERT INTO round_application (id, round, account, alias, team, groups, state, corrected_ms, created_ms, changed_ms, version)
VALUES ($1, $2, $3, $4, $5, $6, 'sent', 0, $7, $7, 1)
ON CONFLICT (round, account) DO UPDATE SET team = excluded.team, groups = excluded.groups, state = 'sent', changed_ms = excluded.changed_ms,
    version = round_application.version + 1;

-- name: round_application_withdraw (id int, now_ms int) -> ()
UPDATE round_application SET state = 'withdrawn', changed_ms = $2, version = version + 1 WHERE id = $1 AND state = 'sent';

-- name: round_application_correct (id int, version int, groups text, now_ms int) -> ()
UPDATE round_application SET groups = $3, corrected_ms = $4, version = version + 1 WHERE id = $1 AND version = $2;

-- In the order of their names in the files, which is nobody's order of arrival.
-- name: round_applications (round int) -> (id int, account int, alias text, team text, groups text, corrected_ms int, changed_ms int, name text)*
SELECT p.id, p.account, p.alias, p.team, p.groups, p.corrected_ms, p.changed_ms, a.name
FROM round_application p JOIN account a ON a.id = p.account WHERE p.round = $1 AND p.state = 'sent' ORDER BY p.alias;

-- Some of them, from an alias on. Names are looked up for no more than are shown: a join would be planned for as many as a round may have.
-- name: round_applications_from (round int, alias text, n int) -> (id int, alias text, groups text, changed_ms int, name text)*
SELECT id, alias, groups, changed_ms, (SELECT name FROM account WHERE account.id = round_application.account) AS name
FROM round_application WHERE round = $1 AND state = 'sent' AND alias >= $2 ORDER BY alias LIMIT $3;

-- Those that stand before an alias, the nearest first.
-- name: round_applications_before (round int, alias text, n int) -> (alias text)*
SELECT alias FROM round_application WHERE round = $1 AND state = 'sent' AND alias < $2 ORDER BY alias DESC LIMIT $3;

-- Whom to tell next.
-- name: round_applications_after (round int, alias text, n int) -> (account int, alias text)*
SELECT account, alias FROM round_application WHERE round = $1 AND state = 'sent' AND alias > $2 ORDER BY alias LIMIT $3;

-- name: round_telling_put (event int, round int, message text, at_ms int, told text) -> ()
INSERT INTO round_telling (event, round, message, at_ms, told) VALUES ($1, $2, $3, $4, $5) ON CONFLICT (event) DO UPDATE SET told = excluded.told;

-- name: round_telling_by_event (event int) -> (round int, message text, at_ms int, told text)
SELECT round, message, at_ms, told FROM round_telling WHERE event = $1;

-- name: round_telling_done (event int) -> ()
DELETE FROM round_telling WHERE event = $1;

-- Only while somebody is left to be told: a few rows.
-- name: round_tellings (n int) -> (event int)*
SELECT event FROM round_telling ORDER BY event LIMIT $1;

-- name: round_answers (round int) -> (application int, criterion int, value int)*
SELECT v.application, v.criterion, v.value FROM round_answer v JOIN round_application p ON p.id = v.application
WHERE p.round = $1 AND p.state = 'sent' ORDER BY p.alias, v.criterion;

-- name: round_answers_of (application int) -> (criterion int, value int)*
SELECT criterion, value FROM round_answer WHERE application = $1 ORDER BY criterion;

-- name: round_answers_clear (application int) -> ()
DELETE FROM round_answer WHERE application = $1;

-- name: round_answer_add (application int, criterion int, value int) -> ()
INSERT INTO round_answer (application, criterion, value) VALUES ($1, $2, $3);

-- name: round_wishes (round int) -> (application int, place int)*
SELECT w.application, w.place FROM round_wish w JOIN round_application p ON p.id = w.application
WHERE p.round = $1 AND p.state = 'sent' ORDER BY p.alias, w.position;

-- name: round_wishes_of (application int) -> (place int, name_zh text, name_en text)*
SELECT w.place, p.name_zh, p.name_en FROM round_wish w JOIN round_place p ON p.id = w.place WHERE w.application = $1 ORDER BY w.position;

-- name: round_wishes_clear (application int) -> ()
DELETE FROM round_wish WHERE application = $1;

-- name: round_wish_add (application int, position int, place int) -> ()
INSERT INTO round_wish (application, position, place) VALUES ($1, $2, $3);

-- Applications of people who have left, in rounds that have not run. From the few who left to theirs: joined CROSS, SQLite takes that
-- order, and sorted so, PostgreSQL.
-- name: round_left (after_account int, after int, n int) -> (id int, round int, account int, alias text, team text)*
SELECT p.id, p.round, p.account, p.alias, p.team FROM round r CROSS JOIN account a CROSS JOIN round_application p
WHERE r.state = 'announced' AND a.state = 'closed' AND p.round = r.id AND p.account = a.id AND p.state = 'sent' AND (a.id, p.id) > ($1, $2)
ORDER BY a.id, p.id LIMIT $3;

-- ---- results

-- name: round_result_add (id int, round int, number int, asked_by int, run_by int, ran_ms int, applicants int, seats int, placed int, first_wish int, places_csv blob, applicants_csv blob, result_json blob, places_sha256 text, applicants_sha256 text, result_sha256 text) -> ()
INSERT INTO round_result (id, round, number, asked_by, run_by, ran_ms, applicants, seats, placed, first_wish, places_csv, applicants_csv, result_json,
    places_sha256, applicants_sha256, result_sha256, publish_asked_by, published_by, published_ms)
VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, NULL, NULL, NULL);

-- Newest first.
-- An answer was corrected since: another run would have other inputs.
-- name: round_corrected_since (round int, ms int) -> (n int)
SELECT CASE WHEN EXISTS (SELECT 1 FROM round_application WHERE round = $1 AND state = 'sent' AND corrected_ms >= $2) THEN 1 ELSE 0 END AS n;

-- name: round_results (round int) -> (id int, number int, asked_by int, run_by int, ran_ms int, applicants int, seats int, placed int, first_wish int, places_sha256 text, applicants_sha256 text, result_sha256 text, publish_asked_by int?, published_by int?, published_ms int?, asker text?, runner text?, publish_asker text?, publisher text?)*
SELECT v.id, v.number, v.asked_by, v.run_by, v.ran_ms, v.applicants, v.seats, v.placed, v.first_wish, v.places_sha256, v.applicants_sha256, v.result_sha256,
    v.publish_asked_by, v.published_by, v.published_ms, a.name AS asker, b.name AS runner, c.name AS publish_asker, d.name AS publisher
FROM round_result v LEFT JOIN account a ON a.id = v.asked_by LEFT JOIN account b ON b.id = v.run_by LEFT JOIN account c ON c.id = v.publish_asked_by
LEFT JOIN account d ON d.id = v.published_by WHERE v.round = $1 ORDER BY v.number DESC;

-- name: round_result_files (id int) -> (places_csv blob, applicants_csv blob, result_json blob)
SELECT places_csv, applicants_csv, result_json FROM round_result WHERE id = $1;

-- One of them: places, applicants or result.
-- name: round_result_one_file (id int, name text) -> (body blob)
SELECT CASE $2 WHEN 'places' THEN places_csv WHEN 'applicants' THEN applicants_csv ELSE result_json END AS body FROM round_result WHERE id = $1;

-- name: round_result_publish (id int, asked_by int, account int, now_ms int) -> ()
UPDATE round_result SET publish_asked_by = $2, published_by = $3, published_ms = $4 WHERE id = $1 AND published_ms IS NULL;

-- name: round_holding_add (result int, application int, place int?, wish int, points int, groups text, lottery text) -> ()
INSERT INTO round_holding (result, application, place, wish, points, groups, lottery) VALUES ($1, $2, $3, $4, $5, $6, $7);

-- name: round_holding_of (result int, application int) -> (place int?, wish int, points int, groups text, lottery text, name_zh text?, name_en text?)
SELECT h.place, h.wish, h.points, h.groups, h.lottery, p.name_zh, p.name_en
FROM round_holding h LEFT JOIN round_place p ON p.id = h.place WHERE h.result = $1 AND h.application = $2;

-- Who got what, by place, for the office; those without a place last. From behind (place, alias) on.
-- name: round_holders (result int, place int, alias text, n int) -> (alias text, name text, groups text, team text, name_zh text?, name_en text?, wish int, points int, lottery text)*
SELECT a.alias, c.name, h.groups, a.team, p.name_zh, p.name_en, h.wish, h.points, h.lottery
FROM round_holding h JOIN round_application a ON a.id = h.application JOIN account c ON c.id = a.account LEFT JOIN round_place p ON p.id = h.place
WHERE h.result = $1 AND (COALESCE(p.position, 1000000) > $2 OR (COALESCE(p.position, 1000000) = $2 AND a.alias > $3))
ORDER BY COALESCE(p.position, 1000000), a.alias LIMIT $4;

-- Where files of n of them end, but for the last.
-- name: round_holders_ends (result int, n int, all_of_them int) -> (place int, alias text)*
SELECT t.place, t.alias FROM (SELECT COALESCE(p.position, 1000000) AS place, a.alias AS alias, ROW_NUMBER() OVER (ORDER BY COALESCE(p.position, 1000000), a.alias) AS nth
    FROM round_holding h JOIN round_application a ON a.id = h.application LEFT JOIN round_place p ON p.id = h.place WHERE h.result = $1) t
WHERE t.nth % $2 = 0 AND t.nth < $3 ORDER BY t.nth;

-- name: round_holdings (result int) -> (application int, account int, place int?)*
SELECT h.application, a.account, h.place FROM round_holding h JOIN round_application a ON a.id = h.application WHERE h.result = $1 ORDER BY h.application;

-- How many of which groups sit where.
-- name: round_held_groups (result int) -> (place int, groups text, n int)*
SELECT place, groups, COUNT(*) AS n FROM round_holding WHERE result = $1 AND place IS NOT NULL GROUP BY place, groups ORDER BY place, groups;

-- name: round_cutoff_add (result int, place int, groups text, gate text, points int, lottery text) -> ()
INSERT INTO round_cutoff (result, place, groups, gate, points, lottery) VALUES ($1, $2, $3, $4, $5, $6);

-- name: round_cutoffs (result int) -> (place int, groups text, gate text, points int, lottery text)*
SELECT place, groups, gate, points, lottery FROM round_cutoff WHERE result = $1 ORDER BY place, groups;

-- name: round_taken_add (result int, place int, holds int, opens int) -> ()
INSERT INTO round_taken (result, place, holds, opens) VALUES ($1, $2, $3, $4);

-- name: round_takens (result int) -> (place int, holds int, opens int)*
SELECT place, holds, opens FROM round_taken WHERE result = $1 ORDER BY place;

-- ---- objections

-- name: round_objection_add (id int, round int, result int, application int, body text, now_ms int) -> ()
INSERT INTO round_objection (id, round, result, application, body, state, reply, decided_by, decided_ms, created_ms)
VALUES ($1, $2, $3, $4, $5, 'open', '', NULL, NULL, $6);

-- name: round_objections (round int) -> (id int, result int, application int, body text, state text, reply text, decided_ms int?, created_ms int, alias text, account int, name text, number int)*
SELECT o.id, o.result, o.application, o.body, o.state, o.reply, o.decided_ms, o.created_ms, p.alias, p.account, a.name, v.number
FROM round_objection o JOIN round_application p ON p.id = o.application JOIN account a ON a.id = p.account JOIN round_result v ON v.id = o.result
WHERE o.round = $1 ORDER BY o.id;

-- Those that wait, then the others; the oldest first.
-- name: round_objections_first (round int, n int) -> (id int, application int, body text, state text, created_ms int, alias text, name text)*
SELECT o.id, o.application, o.body, o.state, o.created_ms, p.alias, a.name
FROM round_objection o JOIN round_application p ON p.id = o.application JOIN account a ON a.id = p.account
WHERE o.round = $1 ORDER BY CASE WHEN o.state = 'open' THEN 0 ELSE 1 END, o.id LIMIT $2;

-- name: round_objections_of (application int) -> (id int, body text, state text, reply text, decided_ms int?, created_ms int)*
SELECT id, body, state, reply, decided_ms, created_ms FROM round_objection WHERE application = $1 ORDER BY id;

-- name: round_objection_by_id (id int) -> (id int, round int, result int, application int, body text, state text)
SELECT id, round, result, application, body, state FROM round_objection WHERE id = $1;

-- name: round_objection_decide (id int, state text, reply text, account int, now_ms int) -> ()
UPDATE round_objection SET state = $2, reply = $3, decided_by = $4, decided_ms = $5 WHERE id = $1 AND state = 'open';

-- name: round_objections_n (round int) -> (waiting int, upheld int, refused int)
SELECT COUNT(*) FILTER (WHERE state = 'open') AS waiting, COUNT(*) FILTER (WHERE state = 'upheld') AS upheld, COUNT(*) FILTER (WHERE state = 'refused') AS refused
FROM round_objection WHERE round = $1;
