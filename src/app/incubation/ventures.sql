-- Ventures, agreements and what happens in them.

-- What a tenancy counts for (count.c). was_: the carrier it moved from and where that lay then, '' and 0 when it did not move as a firm.
-- name: tenancy_counted (id int) -> (id int, venture int, carrier int, entry_day text, due_day text, exit_day text?, exit_kind text?, firm_day text?, returnee int, student int, division text, zone text, was_carrier int, was_division text, was_zone text)
SELECT t.id, t.venture, t.carrier, t.entry_day, t.due_day, t.exit_day, t.exit_kind, v.firm_day, v.returnee, v.student, c.division, c.zone,
    COALESCE(p.carrier, 0) AS was_carrier, COALESCE(COALESCE((SELECT w.division FROM carrier_was w WHERE w.carrier = q.organisation AND w.until_day > p.exit_day ORDER BY w.until_day LIMIT 1), q.division), '') AS was_division,
    COALESCE(COALESCE((SELECT w.zone FROM carrier_was w WHERE w.carrier = q.organisation AND w.until_day > p.exit_day ORDER BY w.until_day LIMIT 1), q.zone), '') AS was_zone
FROM tenancy t JOIN venture v ON v.id = t.venture JOIN carrier c ON c.organisation = t.carrier
LEFT JOIN tenancy p ON p.id = t.moved_from AND v.firm_day IS NOT NULL AND v.firm_day < p.exit_day LEFT JOIN carrier q ON q.organisation = p.carrier
WHERE t.id = $1;

-- name: aftercare_of (tenancy int) -> (year int, noted_day text, alive int, closed_day text?, jobs int?, note text)*
SELECT year, noted_day, alive, closed_day, jobs, note FROM aftercare WHERE tenancy = $1 ORDER BY year;

-- name: tenancies_of_venture (venture int) -> (id int, carrier int, agreement text, entry_day text, due_day text, exit_day text?, exit_kind text?, exit_reason text, moved_from int?, intake int?, version int, name_zh text, name_en text, division text, zone text)*
SELECT t.id, t.carrier, t.agreement, t.entry_day, t.due_day, t.exit_day, t.exit_kind, t.exit_reason, t.moved_from, t.intake, t.version, o.name_zh, o.name_en, c.division, c.zone
FROM tenancy t JOIN organisation o ON o.id = t.carrier JOIN carrier c ON c.organisation = t.carrier WHERE t.venture = $1 ORDER BY t.entry_day, t.id;

-- name: tenancies_of_carrier (carrier int) -> (id int)*
SELECT id FROM tenancy WHERE carrier = $1 UNION SELECT n.id FROM tenancy n JOIN tenancy t ON n.moved_from = t.id WHERE t.carrier = $1 ORDER BY 1;

-- name: tenancy_by_id (id int) -> (id int, venture int, carrier int, agreement text, entry_day text, due_day text, exit_day text?, exit_kind text?, exit_reason text, moved_from int?, intake int?, checked_month int, version int)
SELECT id, venture, carrier, agreement, entry_day, due_day, exit_day, exit_kind, exit_reason, moved_from, intake, checked_month, version FROM tenancy WHERE id = $1;

-- name: tenancy_add (id int, venture int, carrier int, agreement text, entry_day text, due_day text, moved_from int?, intake int?, now_ms int) -> ()
INSERT INTO tenancy (id, venture, carrier, agreement, entry_day, due_day, exit_day, exit_kind, exit_reason, moved_from, intake, checked_month, created_ms, version)
VALUES ($1, $2, $3, $4, $5, $6, NULL, NULL, '', $7, $8, 0, $9, 1);

-- name: tenancy_exit (id int, version int, exit_day text, exit_kind text, exit_reason text) -> ()
UPDATE tenancy SET exit_day = $3, exit_kind = $4, exit_reason = $5, version = version + 1 WHERE id = $1 AND version = $2 AND exit_day IS NULL;

-- name: tenancy_extend (id int, version int, due_day text) -> ()
UPDATE tenancy SET due_day = $3, version = version + 1 WHERE id = $1 AND version = $2 AND exit_day IS NULL;

-- name: tenancy_checked (id int, month int) -> ()
UPDATE tenancy SET checked_month = $2 WHERE id = $1;

-- Who was there in a month: live on some day from its first to its last.
-- name: tenants_at (carrier int, first text, last text) -> (id int, venture int, firm int?, name text, entry_day text, due_day text, exit_day text?, firm_day text?, uscc text?, firm_name text?)*
SELECT t.id, t.venture, v.firm, v.name, t.entry_day, t.due_day, t.exit_day, v.firm_day, f.uscc, f.name AS firm_name
FROM tenancy t JOIN venture v ON v.id = t.venture LEFT JOIN firm f ON f.id = v.firm
WHERE t.carrier = $1 AND t.entry_day <= $3 AND (t.exit_day IS NULL OR t.exit_day > $2) ORDER BY t.entry_day, t.id;

-- The carrier's own list; state live, left or '' for both.
-- name: tenancy_page (carrier int, state text, skip int, n int) -> (id int, venture int, name text, field text, stage text, entry_day text, due_day text, exit_day text?, exit_kind text?, firm_day text?, agreement text)*
SELECT t.id, t.venture, v.name, v.field, v.stage, t.entry_day, t.due_day, t.exit_day, t.exit_kind, v.firm_day, t.agreement FROM tenancy t JOIN venture v ON v.id = t.venture
WHERE t.carrier = $1 AND ($2 = '' OR ($2 = 'live' AND t.exit_day IS NULL) OR ($2 = 'left' AND t.exit_day IS NOT NULL))
ORDER BY t.entry_day DESC, t.id DESC LIMIT $4 OFFSET $3;

-- name: tenancy_count (carrier int, state text) -> (n int)
SELECT COUNT(*) AS n FROM tenancy t WHERE t.carrier = $1 AND ($2 = '' OR ($2 = 'live' AND t.exit_day IS NULL) OR ($2 = 'left' AND t.exit_day IS NOT NULL));

-- Live agreements that end by a day, the longest overdue first.
-- name: tenancy_ending (carrier int, until text, n int) -> (id int, venture int, name text, field text, entry_day text, due_day text, firm_day text?)*
SELECT t.id, t.venture, v.name, v.field, t.entry_day, t.due_day, v.firm_day FROM tenancy t JOIN venture v ON v.id = t.venture
WHERE t.carrier = $1 AND t.exit_day IS NULL AND t.due_day <= $2 ORDER BY t.due_day, t.id LIMIT $3;

-- For the tick: live, ending by a day, not looked at this month.
-- name: tenancy_unchecked (until text, month int, n int) -> (id int, venture int, carrier int, name text, due_day text)*
SELECT t.id, t.venture, t.carrier, v.name, t.due_day FROM tenancy t JOIN venture v ON v.id = t.venture
WHERE t.exit_day IS NULL AND t.due_day <= $1 AND t.checked_month < $2 ORDER BY t.due_day, t.id LIMIT $3;

-- name: venture_by_id (id int) -> (id int, firm int?, firm_day text?, account int?, name text, field text, stage text, returnee int, student int, synthetic int, created_ms int, version int, uscc text?, firm_name text?, registered_day text?, closed_day text?, firm_organisation int?)
SELECT v.id, v.firm, v.firm_day, v.account, v.name, v.field, v.stage, v.returnee, v.student, v.synthetic, v.created_ms, v.version, f.uscc, f.name AS firm_name, f.registered_day,
    f.closed_day, f.organisation AS firm_organisation
FROM venture v LEFT JOIN firm f ON f.id = v.firm WHERE v.id = $1;

-- name: venture_by_firm (firm int) -> (id int)
SELECT id FROM venture WHERE firm = $1;

-- name: ventures_of_account (account int, n int) -> (id int, name text, field text, stage text)*
SELECT id, name, field, stage FROM venture WHERE account = $1 ORDER BY id DESC LIMIT $2;

-- name: venture_add (id int, firm int?, firm_day text?, account int?, name text, field text, stage text, returnee int, student int, synthetic int, now_ms int) -> ()
INSERT INTO venture (id, firm, firm_day, account, name, field, stage, returnee, student, synthetic, created_ms, version) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, 1);

-- name: venture_set (id int, version int, name text, field text, returnee int, student int) -> ()
UPDATE venture SET name = $3, field = $4, returnee = $5, student = $6, version = version + 1 WHERE id = $1 AND version = $2;

-- name: venture_firm_set (id int, version int, firm int, firm_day text) -> ()
UPDATE venture SET firm = $3, firm_day = $4, stage = CASE WHEN stage = 'team' THEN 'firm' ELSE stage END, version = version + 1 WHERE id = $1 AND version = $2 AND firm IS NULL;

-- name: venture_stage_set (id int, stage text) -> ()
UPDATE venture SET stage = $2, version = version + 1 WHERE id = $1;

-- name: venture_facts (venture int) -> (id int, kind text, day text, amount_fen int?, evidence text)*
SELECT id, kind, day, amount_fen, evidence FROM venture_fact WHERE venture = $1 ORDER BY day, id;

-- name: venture_fact_add (id int, venture int, kind text, day text, amount_fen int?, evidence text, now_ms int) -> ()
INSERT INTO venture_fact (id, venture, kind, day, amount_fen, evidence, created_ms) VALUES ($1, $2, $3, $4, $5, $6, $7);

-- name: venture_fact_remove (id int, venture int) -> ()
DELETE FROM venture_fact WHERE id = $1 AND venture = $2;

-- ---- applications ----

-- name: intake_by_id (id int) -> (id int, carrier int, venture int, account int, source text, source_id int?, pitch text, people int, state text, reason text, decided_by int?, decided_ms int?, created_ms int, version int)
SELECT id, carrier, venture, account, source, source_id, pitch, people, state, reason, decided_by, decided_ms, created_ms, version FROM intake WHERE id = $1;

-- name: intake_add (id int, carrier int, venture int, account int, source text, source_id int?, pitch text, people int, now_ms int) -> ()
INSERT INTO intake (id, carrier, venture, account, source, source_id, pitch, people, state, reason, decided_by, decided_ms, created_ms, version)
VALUES ($1, $2, $3, $4, $5, $6, $7, $8, 'asked', '', NULL, NULL, $9, 1);

-- name: intake_move (id int, version int, state text, reason text, decided_by int?, decided_ms int?) -> ()
UPDATE intake SET state = $3, reason = $4, decided_by = $5, decided_ms = $6, version = version + 1 WHERE id = $1 AND version = $2;

-- name: intake_page (carrier int, state text, skip int, n int) -> (id int, venture int, name text, field text, stage text, state text, source text, people int, created_ms int, scored int, asked int)*
SELECT i.id, i.venture, v.name, v.field, v.stage, i.state, i.source, i.people, i.created_ms,
    (SELECT COUNT(*) FROM intake_review w WHERE w.intake = i.id AND w.scored_ms IS NOT NULL) AS scored, (SELECT COUNT(*) FROM intake_review w WHERE w.intake = i.id) AS asked
FROM intake i JOIN venture v ON v.id = i.venture WHERE i.carrier = $1 AND ($2 = '' OR i.state = $2) ORDER BY i.id DESC LIMIT $4 OFFSET $3;

-- name: intake_count (carrier int, state text) -> (n int)
SELECT COUNT(*) AS n FROM intake i WHERE i.carrier = $1 AND ($2 = '' OR i.state = $2);

-- name: intake_mine (account int, n int) -> (id int, carrier int, venture int, name text, state text, created_ms int, name_zh text, name_en text)*
SELECT i.id, i.carrier, i.venture, v.name, i.state, i.created_ms, o.name_zh, o.name_en FROM intake i JOIN venture v ON v.id = i.venture JOIN organisation o ON o.id = i.carrier
WHERE i.account = $1 ORDER BY i.id DESC LIMIT $2;

-- name: intake_open_of (venture int, carrier int) -> (id int)
SELECT id FROM intake WHERE venture = $1 AND carrier = $2 AND state IN ('asked', 'accepted');

-- name: intake_reviews (intake int) -> (account int, name text, login text, conflict int?, conflict_why text, team int?, market int?, technology int?, jobs int?, comment text, asked_ms int, scored_ms int?)*
SELECT w.account, a.name, a.login, w.conflict, w.conflict_why, w.team, w.market, w.technology, w.jobs, w.comment, w.asked_ms, w.scored_ms
FROM intake_review w JOIN account a ON a.id = w.account WHERE w.intake = $1 ORDER BY w.asked_ms, w.account;

-- name: intake_review_one (intake int, account int) -> (conflict int?, conflict_why text, team int?, market int?, technology int?, jobs int?, comment text, scored_ms int?)
SELECT conflict, conflict_why, team, market, technology, jobs, comment, scored_ms FROM intake_review WHERE intake = $1 AND account = $2;

-- name: intake_review_mine (account int, n int) -> (intake int, name text, state text, conflict int?, scored_ms int?, asked_ms int, name_zh text, name_en text)*
SELECT w.intake, v.name, i.state, w.conflict, w.scored_ms, w.asked_ms, o.name_zh, o.name_en
FROM intake_review w JOIN intake i ON i.id = w.intake JOIN venture v ON v.id = i.venture JOIN organisation o ON o.id = i.carrier
WHERE w.account = $1 ORDER BY w.intake DESC LIMIT $2;

-- name: intake_review_add (intake int, account int, now_ms int) -> ()
INSERT INTO intake_review (intake, account, conflict, conflict_why, team, market, technology, jobs, comment, asked_ms, scored_ms)
VALUES ($1, $2, NULL, '', NULL, NULL, NULL, NULL, '', $3, NULL);

-- name: intake_review_declare (intake int, account int, conflict int, why text) -> ()
UPDATE intake_review SET conflict = $3, conflict_why = $4 WHERE intake = $1 AND account = $2 AND scored_ms IS NULL;

-- name: intake_review_score (intake int, account int, team int, market int, technology int, jobs int, comment text, now_ms int) -> ()
UPDATE intake_review SET team = $3, market = $4, technology = $5, jobs = $6, comment = $7, scored_ms = $8 WHERE intake = $1 AND account = $2 AND conflict = 0;

-- Who may come from where: the asking side's docking case with an organisation, a published result of a round.
-- name: intake_from_docking (docking_case int, account int, carrier int) -> (id int)
SELECT c.id FROM docking_case c JOIN listing n ON n.id = c.need JOIN listing o ON o.id = c.offer
WHERE c.id = $1 AND (o.organisation = $3 OR n.organisation = $3)
  AND ((n.organisation IS NULL AND n.account = $2) OR (o.organisation IS NULL AND o.account = $2)
    OR n.organisation IN (SELECT m.organisation FROM membership m WHERE m.account = $2 AND m.state = 'active')
    OR o.organisation IN (SELECT m.organisation FROM membership m WHERE m.account = $2 AND m.state = 'active'));

-- name: intake_from_round (round int, account int) -> (id int)
SELECT a.id FROM round_application a JOIN round r ON r.id = a.round WHERE a.round = $1 AND a.account = $2 AND r.state = 'published';

-- ---- milestones ----

-- name: milestones (venture int) -> (id int, gate int, title text, due_day text, done_day text?, waived int, evidence text, version int)*
SELECT id, gate, title, due_day, done_day, waived, evidence, version FROM milestone WHERE venture = $1 ORDER BY gate, due_day, id;

-- name: milestone_by_id (id int) -> (id int, venture int, gate int, title text, due_day text, done_day text?, waived int, evidence text, version int)
SELECT id, venture, gate, title, due_day, done_day, waived, evidence, version FROM milestone WHERE id = $1;

-- name: milestone_add (id int, venture int, gate int, title text, due_day text) -> ()
INSERT INTO milestone (id, venture, gate, title, due_day, done_day, waived, evidence, version) VALUES ($1, $2, $3, $4, $5, NULL, 0, '', 1);

-- name: milestone_done (id int, version int, done_day text, waived int, evidence text) -> ()
UPDATE milestone SET done_day = $3, waived = $4, evidence = $5, version = version + 1 WHERE id = $1 AND version = $2 AND done_day IS NULL;

-- name: gates_passed (venture int) -> (gate int, day text, note text)*
SELECT gate, day, note FROM gate_passed WHERE venture = $1 ORDER BY gate;

-- name: gate_pass (venture int, gate int, day text, account int, note text) -> ()
INSERT INTO gate_passed (venture, gate, day, account, note) VALUES ($1, $2, $3, $4, $5);

-- ---- mentor sessions ----

-- name: mentor_session_by_id (id int) -> (id int, mentor int, tenancy int, venture int, carrier int, day text, month int, minutes int, topic text, state text, held_ms int?, mentor_words text, mentor_ms int?, venture_words text, venture_ms int?, version int, mentor_account int?, venture_account int?, mentor_name text, venture_name text)
SELECT s.id, s.mentor, s.tenancy, s.venture, s.carrier, s.day, s.month, s.minutes, s.topic, s.state, s.held_ms, s.mentor_words, s.mentor_ms, s.venture_words, s.venture_ms, s.version,
    m.account AS mentor_account, v.account AS venture_account, m.name AS mentor_name, v.name AS venture_name
FROM mentor_session s JOIN carrier_mentor m ON m.id = s.mentor JOIN venture v ON v.id = s.venture WHERE s.id = $1;

-- name: mentor_session_add (id int, mentor int, tenancy int, venture int, carrier int, day text, month int, minutes int, topic text, state text, held_ms int?) -> ()
INSERT INTO mentor_session (id, mentor, tenancy, venture, carrier, day, month, minutes, topic, state, held_ms, mentor_words, mentor_ms, venture_words, venture_ms, version)
VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, '', NULL, '', NULL, 1);

-- name: mentor_session_move (id int, version int, state text, held_ms int?) -> ()
UPDATE mentor_session SET state = $3, held_ms = $4, version = version + 1 WHERE id = $1 AND version = $2 AND state = 'planned';

-- name: mentor_session_words (id int, version int, mentor_words text, mentor_ms int?, venture_words text, venture_ms int?) -> ()
UPDATE mentor_session SET mentor_words = $3, mentor_ms = $4, venture_words = $5, venture_ms = $6, version = version + 1 WHERE id = $1 AND version = $2;

-- Whose turn it is, the longest waiting first. Held sessions somebody owes a word on.
-- name: mentor_session_owed (carrier int, n int) -> (id int, day text, topic text, held_ms int, mentor_ms int?, venture_ms int?, mentor_name text, venture_name text, venture int)*
SELECT s.id, s.day, s.topic, s.held_ms, s.mentor_ms, s.venture_ms, m.name AS mentor_name, v.name AS venture_name, s.venture
FROM mentor_session s JOIN carrier_mentor m ON m.id = s.mentor JOIN venture v ON v.id = s.venture
WHERE s.carrier = $1 AND s.state = 'held' AND (s.mentor_ms IS NULL OR s.venture_ms IS NULL) ORDER BY s.held_ms, s.id LIMIT $2;

-- name: mentor_session_mine (account int, n int) -> (id int, day text, topic text, state text, held_ms int?, mentor_ms int?, venture_ms int?, mentor_name text, venture_name text, venture int, as_mentor int)*
SELECT s.id, s.day, s.topic, s.state, s.held_ms, s.mentor_ms, s.venture_ms, m.name AS mentor_name, v.name AS venture_name, s.venture, 1 AS as_mentor
FROM carrier_mentor m JOIN mentor_session s ON s.mentor = m.id JOIN venture v ON v.id = s.venture WHERE m.account = $1
UNION ALL
SELECT s.id, s.day, s.topic, s.state, s.held_ms, s.mentor_ms, s.venture_ms, m.name, v.name, s.venture, 0
FROM venture v JOIN mentor_session s ON s.venture = v.id JOIN carrier_mentor m ON m.id = s.mentor WHERE v.account = $1
ORDER BY 2 DESC, 1 DESC LIMIT $2;

-- name: mentor_sessions_of (venture int) -> (id int, day text, minutes int, topic text, state text, held_ms int?, mentor_words text, mentor_ms int?, venture_words text, venture_ms int?, mentor_name text, version int)*
SELECT s.id, s.day, s.minutes, s.topic, s.state, s.held_ms, s.mentor_words, s.mentor_ms, s.venture_words, s.venture_ms, m.name AS mentor_name, s.version
FROM mentor_session s JOIN carrier_mentor m ON m.id = s.mentor WHERE s.venture = $1 ORDER BY s.day DESC, s.id DESC;

-- Where a venture was coached in a month, each carrier once.
-- name: coached_at (venture int, month int, last text) -> (carrier int, division text, zone text)*
SELECT DISTINCT s.carrier, COALESCE((SELECT w.division FROM carrier_was w WHERE w.carrier = s.carrier AND w.until_day > $3 ORDER BY w.until_day LIMIT 1), c.division) AS division,
    COALESCE((SELECT w.zone FROM carrier_was w WHERE w.carrier = s.carrier AND w.until_day > $3 ORDER BY w.until_day LIMIT 1), c.zone) AS zone
FROM mentor_session s JOIN carrier c ON c.organisation = s.carrier WHERE s.venture = $1 AND s.month = $2 AND s.state = 'held' ORDER BY s.carrier;

-- name: coached_months_of (carrier int) -> (venture int, month int)*
SELECT DISTINCT venture, month FROM mentor_session WHERE carrier = $1 AND state = 'held' ORDER BY venture, month;

-- ---- rent, rooms ----

-- name: rents_of (tenancy int) -> (month int, rent_fen int, relief_fen int, relief_reason text, paid_day text?, version int)*
SELECT month, rent_fen, relief_fen, relief_reason, paid_day, version FROM rent WHERE tenancy = $1 ORDER BY month DESC;

-- name: rent_one (tenancy int, month int) -> (month int, rent_fen int, relief_fen int, relief_reason text, paid_day text?, version int)
SELECT month, rent_fen, relief_fen, relief_reason, paid_day, version FROM rent WHERE tenancy = $1 AND month = $2;

-- name: rent_put (tenancy int, month int, rent_fen int, relief_fen int, relief_reason text, paid_day text?) -> ()
INSERT INTO rent (tenancy, month, rent_fen, relief_fen, relief_reason, paid_day, version) VALUES ($1, $2, $3, $4, $5, $6, 1)
ON CONFLICT (tenancy, month) DO UPDATE SET rent_fen = excluded.rent_fen, relief_fen = excluded.relief_fen, relief_reason = excluded.relief_reason,
    paid_day = excluded.paid_day, version = rent.version + 1;

-- name: rents_of_carrier (carrier int) -> (month int, rent_fen int, relief_fen int)*
SELECT x.month, CAST(SUM(x.rent_fen) AS BIGINT) AS rent_fen, CAST(SUM(x.relief_fen) AS BIGINT) AS relief_fen FROM rent x JOIN tenancy t ON t.id = x.tenancy
WHERE t.carrier = $1 GROUP BY x.month ORDER BY x.month;

-- name: tenancy_units_of (tenancy int) -> (unit int, code text, kind text, area int, rent_fen int, from_day text, until_day text?)*
SELECT x.unit, u.code, u.kind, u.area, u.rent_fen, x.from_day, x.until_day FROM tenancy_unit x JOIN carrier_unit u ON u.id = x.unit WHERE x.tenancy = $1 ORDER BY x.from_day, u.code;

-- Left and taken again from the same day it was never left.
-- name: tenancy_unit_add (tenancy int, unit int, from_day text) -> ()
INSERT INTO tenancy_unit (tenancy, unit, from_day, until_day) VALUES ($1, $2, $3, NULL)
ON CONFLICT (tenancy, unit, from_day) DO UPDATE SET until_day = NULL;

-- name: tenancy_unit_end (tenancy int, unit int, until_day text) -> ()
UPDATE tenancy_unit SET until_day = $3 WHERE tenancy = $1 AND unit = $2 AND until_day IS NULL;

-- name: tenancy_units_end (tenancy int, until_day text) -> ()
UPDATE tenancy_unit SET until_day = $2 WHERE tenancy = $1 AND until_day IS NULL;

-- ---- after leaving ----

-- name: aftercare_put (tenancy int, year int, noted_day text, alive int, closed_day text?, jobs int?, note text) -> ()
INSERT INTO aftercare (tenancy, year, noted_day, alive, closed_day, jobs, note) VALUES ($1, $2, $3, $4, $5, $6, $7)
ON CONFLICT (tenancy, year) DO UPDATE SET noted_day = excluded.noted_day, alive = excluded.alive, closed_day = excluded.closed_day, jobs = excluded.jobs, note = excluded.note;

-- Firms that have left and whose note of a year is missing: a year has passed since the exit day of `until` for year 1.
-- name: aftercare_missing (carrier int, year int, until text, n int) -> (id int, venture int, name text, exit_day text, exit_kind text)*
SELECT t.id, t.venture, v.name, t.exit_day, t.exit_kind FROM tenancy t JOIN venture v ON v.id = t.venture
WHERE t.carrier = $1 AND t.exit_kind IN ('graduated', 'expired', 'expelled') AND v.firm_day IS NOT NULL AND v.firm_day < t.exit_day AND t.exit_day <= $3
  AND NOT EXISTS (SELECT 1 FROM aftercare n WHERE n.tenancy = t.id AND (n.year = $2 OR (n.year < $2 AND n.alive = 0)))
ORDER BY t.exit_day, t.id LIMIT $4;

-- name: firm_seat (firm int, day text) -> (carrier int, tenancy int, division text, zone text)
SELECT t.carrier, t.id AS tenancy, COALESCE((SELECT w.division FROM carrier_was w WHERE w.carrier = c.organisation AND w.until_day > $2 ORDER BY w.until_day LIMIT 1), c.division) AS division,
    COALESCE((SELECT w.zone FROM carrier_was w WHERE w.carrier = c.organisation AND w.until_day > $2 ORDER BY w.until_day LIMIT 1), c.zone) AS zone
FROM venture v JOIN tenancy t ON t.venture = v.id JOIN carrier c ON c.organisation = t.carrier
WHERE v.firm = $1 AND t.entry_day <= $2 AND (t.exit_day IS NULL OR t.exit_day > $2) ORDER BY t.entry_day DESC LIMIT 1;

-- name: sessions_held_of (carrier int) -> (month int, n int)*
SELECT month, COUNT(*) AS n FROM mentor_session WHERE carrier = $1 AND state = 'held' GROUP BY month ORDER BY month;

-- What waits at a carrier: applications, ends within ninety days and past, words owed, months unpaid, firms to ask after.
-- name: carrier_waits (carrier int, today text, soon text, month int, year_ago text) -> (asked int, live int, ending int, overdue int, owed int, unpaid int, after int)
SELECT (SELECT COUNT(*) FROM intake i WHERE i.carrier = $1 AND i.state IN ('asked', 'accepted')) AS asked,
    (SELECT COUNT(*) FROM tenancy t WHERE t.carrier = $1 AND t.exit_day IS NULL) AS live,
    (SELECT COUNT(*) FROM tenancy t WHERE t.carrier = $1 AND t.exit_day IS NULL AND t.due_day >= $2 AND t.due_day <= $3) AS ending,
    (SELECT COUNT(*) FROM tenancy t WHERE t.carrier = $1 AND t.exit_day IS NULL AND t.due_day < $2) AS overdue,
    (SELECT COUNT(*) FROM mentor_session s WHERE s.carrier = $1 AND s.state = 'held' AND (s.mentor_ms IS NULL OR s.venture_ms IS NULL)) AS owed,
    (SELECT COUNT(*) FROM rent x JOIN tenancy t ON t.id = x.tenancy WHERE t.carrier = $1 AND x.paid_day IS NULL AND x.rent_fen > x.relief_fen AND x.month <= $4) AS unpaid,
    (SELECT COUNT(*) FROM tenancy t JOIN venture v ON v.id = t.venture WHERE t.carrier = $1 AND t.exit_kind IN ('graduated', 'expired', 'expelled') AND v.firm_day IS NOT NULL
        AND v.firm_day < t.exit_day AND t.exit_day <= $5 AND NOT EXISTS (SELECT 1 FROM aftercare n WHERE n.tenancy = t.id)) AS after;
