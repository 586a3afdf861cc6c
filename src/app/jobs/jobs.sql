-- Claims and spells. A districts argument is '*' for everywhere, or ',210204,210211,': see parties_districts in parties.h.

-- ---- settling (settle.c) ----

-- name: job_claim_add (id int, source_kind text, source int, source_row int, name text, name_key text, id_cipher blob?, id_index blob?, phone_cipher blob?, phone_index blob?, firm int, relation text, post text, start_day text, end_day text?, seen_day text, contract_months int?, insurance_months int?, groups text, carrier int, zone text, division text, programme text, claimant text, evidence text, state text, decided int, spell int?, who int?, basis text, until_day text?, account int, created_ms int) -> ()
INSERT INTO job_claim (id, source_kind, source, source_row, name, name_key, id_cipher, id_index, phone_cipher, phone_index, firm, relation, post, start_day, end_day, seen_day,
    contract_months, insurance_months, groups, carrier, zone, division, programme, claimant, evidence, state, decided, spell, who, basis, until_day, account, created_ms, version)
VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17, $18, $19, $20, $21, $22, $23, $24, $25, $26, $27, $28, $29, $30, $31, $32, $33, 1);

-- name: job_claim_set (id int, state text, decided int, spell int?, who int?, basis text, until_day text?) -> ()
UPDATE job_claim SET state = $2, decided = $3, spell = $4, who = $5, basis = $6, until_day = $7, version = version + 1 WHERE id = $1;

-- What was decided about a claim is of the one that says the same again in its place.
-- name: job_decisions_move (claim int, to_claim int) -> ()
UPDATE job_decision_claim SET claim = $2 WHERE claim = $1;

-- Everything of a firm that counts.
-- name: job_claims_firm (firm int) -> (id int, name_key text, id_index blob?, phone_index blob?, firm int, relation text, start_day text, end_day text?, seen_day text, groups text, carrier int, zone text, division text, claimant text, decided int, spell int?, who int?, basis text, until_day text?)*
SELECT id, name_key, id_index, phone_index, firm, relation, start_day, end_day, seen_day, groups, carrier, zone, division, claimant, decided, spell, who, basis, until_day
FROM job_claim WHERE firm = $1 AND state = 'live' ORDER BY id;

-- Everything of a person that counts.
-- name: job_claims_who (who int) -> (id int, id_index blob?, firm int, relation text, start_day text, groups text, carrier int, zone text, division text, claimant text, spell int, until_day text?)*
SELECT id, id_index, firm, relation, start_day, groups, carrier, zone, division, claimant, spell, until_day FROM job_claim WHERE who = $1 ORDER BY id;

-- name: job_claim_brief (id int) -> (id int, name_key text, id_index blob?, phone_index blob?, firm int, relation text, start_day text, end_day text?, seen_day text, groups text, carrier int, zone text, division text, claimant text, state text, decided int, spell int?, who int?, basis text, until_day text?)
SELECT id, name_key, id_index, phone_index, firm, relation, start_day, end_day, seen_day, groups, carrier, zone, division, claimant, state, decided, spell, who, basis, until_day
FROM job_claim WHERE id = $1;

-- name: job_claims_source (source_kind text, source int) -> (id int, state text, decided int)*
SELECT id, state, decided FROM job_claim WHERE source_kind = $1 AND source = $2 AND state <> 'withdrawn' ORDER BY id;

-- name: job_spell_put (id int, who int, known int, firm int, relation text, start_day text, until_day text?, state text, claims int, claimants int, groups text) -> ()
INSERT INTO job_spell (id, who, known, firm, relation, start_day, until_day, state, claims, claimants, groups) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11)
ON CONFLICT (id) DO UPDATE SET who = excluded.who, known = excluded.known, relation = excluded.relation, start_day = excluded.start_day, until_day = excluded.until_day,
    state = excluded.state, claims = excluded.claims, claimants = excluded.claimants, groups = excluded.groups;

-- name: job_spell_drop (id int) -> ()
DELETE FROM job_spell WHERE id = $1;

-- ---- pages of the office ----

-- name: job_spell_by_id (id int) -> (id int, who int, known int, firm int, firm_name text, firm_synthetic int, relation text, start_day text, until_day text?, state text, claims int, claimants int, groups text)
SELECT s.id, s.who, s.known, s.firm, f.name AS firm_name, f.synthetic AS firm_synthetic, s.relation, s.start_day, s.until_day, s.state, s.claims, s.claimants, s.groups
FROM job_spell s JOIN firm f ON f.id = s.firm WHERE s.id = $1;

-- state: '' all, 'open' what waits for a decision. claimant, other: both must claim it. A page begins at a day and a spell, newest first.
-- name: job_spell_page (districts text, state text, twice int, pattern text, claimant text, other text, from_day text, from_id int, n int) -> (id int, known int, firm_name text, relation text, start_day text, until_day text?, state text, claims int, claimants int, groups text, name text)*
SELECT s.id, s.known, f.name AS firm_name, s.relation, s.start_day, s.until_day, s.state, s.claims, s.claimants, s.groups, x.name
FROM job_spell s JOIN firm f ON f.id = s.firm JOIN job_claim x ON x.id = s.id
WHERE ($2 = '' OR ($2 = 'open' AND s.state <> 'sure')) AND ($3 = 0 OR s.claimants > 1) AND ($4 = '' OR lower(f.name) LIKE $4 ESCAPE '!')
  AND ($1 = '*' OR EXISTS (SELECT 1 FROM job_claim c WHERE c.spell = s.id AND $1 LIKE '%,' || c.division || ',%'))
  AND ($5 = '' OR EXISTS (SELECT 1 FROM job_claim c WHERE c.spell = s.id AND c.claimant = $5)) AND ($6 = '' OR EXISTS (SELECT 1 FROM job_claim c WHERE c.spell = s.id AND c.claimant = $6))
  AND (s.start_day < $7 OR (s.start_day = $7 AND s.id <= $8))
ORDER BY s.start_day DESC, s.id DESC LIMIT $9;

-- name: job_spell_before (districts text, state text, twice int, pattern text, claimant text, other text, from_day text, from_id int, n int) -> (id int, start_day text)*
SELECT s.id, s.start_day FROM job_spell s JOIN firm f ON f.id = s.firm
WHERE ($2 = '' OR ($2 = 'open' AND s.state <> 'sure')) AND ($3 = 0 OR s.claimants > 1) AND ($4 = '' OR lower(f.name) LIKE $4 ESCAPE '!')
  AND ($1 = '*' OR EXISTS (SELECT 1 FROM job_claim c WHERE c.spell = s.id AND $1 LIKE '%,' || c.division || ',%'))
  AND ($5 = '' OR EXISTS (SELECT 1 FROM job_claim c WHERE c.spell = s.id AND c.claimant = $5)) AND ($6 = '' OR EXISTS (SELECT 1 FROM job_claim c WHERE c.spell = s.id AND c.claimant = $6))
  AND (s.start_day > $7 OR (s.start_day = $7 AND s.id > $8))
ORDER BY s.start_day, s.id LIMIT $9;

-- name: job_spell_count (districts text, state text, twice int, pattern text, claimant text, other text) -> (n int)
SELECT COUNT(*) AS n FROM job_spell s JOIN firm f ON f.id = s.firm
WHERE ($2 = '' OR ($2 = 'open' AND s.state <> 'sure')) AND ($3 = 0 OR s.claimants > 1) AND ($4 = '' OR lower(f.name) LIKE $4 ESCAPE '!')
  AND ($1 = '*' OR EXISTS (SELECT 1 FROM job_claim c WHERE c.spell = s.id AND $1 LIKE '%,' || c.division || ',%'))
  AND ($5 = '' OR EXISTS (SELECT 1 FROM job_claim c WHERE c.spell = s.id AND c.claimant = $5)) AND ($6 = '' OR EXISTS (SELECT 1 FROM job_claim c WHERE c.spell = s.id AND c.claimant = $6));

-- name: job_claim_by_id (id int) -> (id int, source_kind text, source int, source_row int, name text, id_cipher blob?, id_index blob?, phone_cipher blob?, firm int, firm_name text, relation text, post text, start_day text, end_day text?, seen_day text, contract_months int?, insurance_months int?, groups text, carrier int, carrier_zh text?, carrier_en text?, zone text, division text, programme text, claimant text, evidence text, state text, decided int, spell int?, who int?, basis text, created_ms int, version int)
SELECT c.id, c.source_kind, c.source, c.source_row, c.name, c.id_cipher, c.id_index, c.phone_cipher, c.firm, f.name AS firm_name, c.relation, c.post, c.start_day, c.end_day, c.seen_day, c.contract_months,
    c.insurance_months, c.groups, c.carrier, o.name_zh AS carrier_zh, o.name_en AS carrier_en, c.zone, c.division, c.programme, c.claimant, c.evidence, c.state, c.decided, c.spell, c.who, c.basis, c.created_ms, c.version
FROM job_claim c JOIN firm f ON f.id = c.firm LEFT JOIN organisation o ON o.id = c.carrier WHERE c.id = $1;

-- The claims of a spell, and those that stood in it and were refused.
-- name: job_claims_spell (spell int) -> (id int, source_kind text, source int, source_row int, name text, id_index blob?, phone_cipher blob?, post text, start_day text, end_day text?, seen_day text, contract_months int?, insurance_months int?, carrier int, carrier_zh text?, carrier_en text?, zone text, division text, programme text, claimant text, evidence text, state text, decided int, basis text)*
SELECT c.id, c.source_kind, c.source, c.source_row, c.name, c.id_index, c.phone_cipher, c.post, c.start_day, c.end_day, c.seen_day, c.contract_months, c.insurance_months, c.carrier,
    o.name_zh AS carrier_zh, o.name_en AS carrier_en, c.zone, c.division, c.programme, c.claimant, c.evidence, c.state, c.decided, c.basis
FROM job_claim c LEFT JOIN organisation o ON o.id = c.carrier
WHERE c.spell = $1 OR c.id IN (SELECT x.claim FROM job_decision_claim x JOIN job_claim y ON y.id = x.claim WHERE x.spell = $1 AND y.state = 'refused')
ORDER BY c.id LIMIT 500;

-- Other spells of a firm that are claimed in these districts, for merging.
-- name: job_spells_firm (firm int, id int, districts text, n int) -> (id int, start_day text, until_day text?, name text)*
SELECT s.id, s.start_day, s.until_day, c.name FROM job_spell s JOIN job_claim c ON c.id = s.id
WHERE s.firm = $1 AND s.id <> $2 AND ($3 = '*' OR EXISTS (SELECT 1 FROM job_claim x WHERE x.spell = s.id AND $3 LIKE '%,' || x.division || ',%'))
ORDER BY s.start_day DESC, s.id LIMIT $4;

-- Other jobs of a person that are claimed in these districts.
-- name: job_spells_person (who int, id int, districts text) -> (id int, firm_name text, relation text, start_day text, until_day text?)*
SELECT s.id, f.name AS firm_name, s.relation, s.start_day, s.until_day FROM job_spell s JOIN firm f ON f.id = s.firm
WHERE s.who = $1 AND s.id <> $2 AND ($3 = '*' OR EXISTS (SELECT 1 FROM job_claim x WHERE x.spell = s.id AND $3 LIKE '%,' || x.division || ',%')) ORDER BY s.start_day, s.id LIMIT 100;

-- name: job_spell_divisions (spell int) -> (division text)*
SELECT DISTINCT division FROM job_claim WHERE spell = $1;

-- ---- decisions ----

-- name: job_decision_add (id int, verb text, account int, reason text, at_ms int) -> ()
INSERT INTO job_decision (id, verb, account, reason, at_ms, undone_by, undone_ms, undone_reason) VALUES ($1, $2, $3, $4, $5, NULL, NULL, '');

-- name: job_decision_claim_add (decision int, claim int, spell int, was_decided int, was_state text, set_decided int, set_state text) -> ()
INSERT INTO job_decision_claim (decision, claim, spell, was_decided, was_state, set_decided, set_state) VALUES ($1, $2, $3, $4, $5, $6, $7);

-- name: job_decision_by_id (id int) -> (id int, verb text, reason text, at_ms int, undone_ms int?)
SELECT id, verb, reason, at_ms, undone_ms FROM job_decision WHERE id = $1;

-- name: job_decision_undo (id int, undone_by int, undone_ms int, undone_reason text) -> ()
UPDATE job_decision SET undone_by = $2, undone_ms = $3, undone_reason = $4 WHERE id = $1 AND undone_ms IS NULL;

-- name: job_decision_claims (decision int) -> (claim int, spell int, was_decided int, was_state text, set_decided int, set_state text, decided int, state text, now_spell int?, division text)*
SELECT x.claim, x.spell, x.was_decided, x.was_state, x.set_decided, x.set_state, c.decided, c.state, c.spell AS now_spell, c.division
FROM job_decision_claim x JOIN job_claim c ON c.id = x.claim WHERE x.decision = $1 ORDER BY x.claim;

-- What was decided about the claims that stand, or stood, in a spell; newest first.
-- name: job_history (spell int) -> (id int, verb text, reason text, at_ms int, officer text?, undone_ms int?, undone_reason text, undoer text?, claims int)*
SELECT d.id, d.verb, d.reason, d.at_ms, a.name AS officer, d.undone_ms, d.undone_reason, b.name AS undoer, (SELECT COUNT(*) FROM job_decision_claim y WHERE y.decision = d.id) AS claims
FROM job_decision d LEFT JOIN account a ON a.id = d.account LEFT JOIN account b ON b.id = d.undone_by
WHERE d.id IN (SELECT x.decision FROM job_decision_claim x WHERE x.spell = $1 UNION SELECT x.decision FROM job_decision_claim x JOIN job_claim c ON c.id = x.claim WHERE c.spell = $1)
ORDER BY d.id DESC LIMIT 100;

-- name: job_decisions_recent (districts text, n int) -> (id int, verb text, reason text, at_ms int, officer text?, undone_ms int?, claim int)*
SELECT d.id, d.verb, d.reason, d.at_ms, a.name AS officer, d.undone_ms, (SELECT MIN(y.claim) FROM job_decision_claim y WHERE y.decision = d.id) AS claim
FROM job_decision d LEFT JOIN account a ON a.id = d.account
WHERE $1 = '*' OR EXISTS (SELECT 1 FROM job_decision_claim x JOIN job_claim c ON c.id = x.claim WHERE x.decision = d.id AND $1 LIKE '%,' || c.division || ',%')
ORDER BY d.id DESC LIMIT $2;

-- name: job_claim_history (claim int) -> (id int, verb text, reason text, at_ms int, officer text?, undone_ms int?, undone_reason text, undoer text?, claims int)*
SELECT d.id, d.verb, d.reason, d.at_ms, a.name AS officer, d.undone_ms, d.undone_reason, b.name AS undoer, (SELECT COUNT(*) FROM job_decision_claim y WHERE y.decision = d.id) AS claims
FROM job_decision_claim x JOIN job_decision d ON d.id = x.decision LEFT JOIN account a ON a.id = d.account LEFT JOIN account b ON b.id = d.undone_by
WHERE x.claim = $1 ORDER BY d.id DESC LIMIT 100;

-- ---- objections ----

-- name: job_objections (spell int) -> (id int, account int, body text, state text, reply text, created_ms int, decided_ms int?)*
SELECT id, account, body, state, reply, created_ms, decided_ms FROM job_objection WHERE spell = $1 ORDER BY id DESC LIMIT 100;

-- name: job_objection_by_id (id int) -> (id int, spell int, account int, body text, state text)
SELECT id, spell, account, body, state FROM job_objection WHERE id = $1;

-- name: job_objection_decide (id int, state text, reply text, officer int, decided_ms int) -> ()
UPDATE job_objection SET state = $2, reply = $3, officer = $4, decided_ms = $5 WHERE id = $1 AND state = 'open';

-- name: job_objection_add (id int, spell int, account int, body text, created_ms int) -> ()
INSERT INTO job_objection (id, spell, account, body, state, reply, officer, created_ms, decided_ms) VALUES ($1, $2, $3, $4, 'open', '', NULL, $5, NULL);

-- name: job_objection_count (districts text) -> (n int)
SELECT COUNT(*) AS n FROM job_objection o WHERE o.state = 'open'
  AND ($1 = '*' OR EXISTS (SELECT 1 FROM job_claim c WHERE c.spell = o.spell AND $1 LIKE '%,' || c.division || ',%'));

-- ---- figures, as the cube holds them, and the rows under them ----

-- name: job_cells_cut (measure text, cut text, from_month int, until_month int) -> (code text, value int)*
SELECT code, CAST(SUM(value) AS BIGINT) AS value FROM cell WHERE measure = $1 AND cut = $2 AND grp = '' AND month >= $3 AND month <= $4
GROUP BY code HAVING SUM(value) <> 0 ORDER BY SUM(value) DESC, code LIMIT 500;

-- name: job_cells_sum (measure text, cut text, code text, from_month int, until_month int) -> (value int)
SELECT CAST(COALESCE(SUM(value), 0) AS BIGINT) AS value FROM cell WHERE measure = $1 AND cut = $2 AND code = $3 AND grp = '' AND month >= $4 AND month <= $5;

-- name: job_cells_all (measure text, cut text, from_month int, until_month int) -> (value int)
SELECT CAST(COALESCE(SUM(value), 0) AS BIGINT) AS value FROM cell WHERE measure = $1 AND cut = $2 AND code <> '' AND grp = '' AND month >= $3 AND month <= $4;

-- name: job_years_all () -> (year int)*
SELECT DISTINCT month / 100 AS year FROM cell WHERE measure = 'jobs_new' AND cut = 'city' AND code = '' AND grp = '' AND value > 0 ORDER BY year DESC;

-- The claims of every spell that began in these days and is claimed in a place (cut 'city': anywhere), person by person.
-- name: job_audit_rows (from_day text, until_day text, cut text, code text, carrier int, n int) -> (who int, spell int, id int, basis text, source_kind text, source int, source_row int, contract_months int?, insurance_months int?, start_day text, until_day text?, firm_name text)*
SELECT c.who, c.spell, c.id, c.basis, c.source_kind, c.source, c.source_row, c.contract_months, c.insurance_months, s.start_day, s.until_day, f.name AS firm_name
FROM job_spell s JOIN job_claim c ON c.spell = s.id JOIN firm f ON f.id = s.firm
WHERE s.start_day >= $1 AND s.start_day <= $2 AND s.relation = 'employee'
  AND ($3 = 'city' OR EXISTS (SELECT 1 FROM job_claim p WHERE p.spell = s.id
      AND (($3 = 'division' AND p.division = $4) OR ($3 = 'zone' AND p.zone = $4) OR ($3 = 'carrier' AND p.carrier = $5))))
ORDER BY c.who, s.start_day, s.id, c.id LIMIT $6;

-- Claims of these days that officers refused, with the last reason.
-- name: job_audit_refused (from_day text, until_day text, cut text, code text, carrier int, n int) -> (id int, source_kind text, source int, source_row int, contract_months int?, insurance_months int?, start_day text, end_day text?, firm_name text, reason text?)*
SELECT c.id, c.source_kind, c.source, c.source_row, c.contract_months, c.insurance_months, c.start_day, c.end_day, f.name AS firm_name,
    (SELECT d.reason FROM job_decision_claim x JOIN job_decision d ON d.id = x.decision WHERE x.claim = c.id AND d.verb = 'refuse' AND d.undone_ms IS NULL ORDER BY d.id DESC LIMIT 1) AS reason
FROM job_claim c JOIN firm f ON f.id = c.firm
WHERE c.state = 'refused' AND c.start_day >= $1 AND c.start_day <= $2
  AND ($3 = 'city' OR ($3 = 'division' AND c.division = $4) OR ($3 = 'zone' AND c.zone = $4) OR ($3 = 'carrier' AND c.carrier = $5))
ORDER BY c.id LIMIT $6;

-- ---- one's own ----

-- name: job_person_own (account int) -> (id int, name text, id_index blob?)
SELECT id, name, id_index FROM person WHERE account = $1;

-- Claims that give this number and this name.
-- name: job_claims_own (id_index blob, name_key text) -> (id int, spell int?, state text, firm_name text, relation text, post text, start_day text, end_day text?, source_kind text, claimant text, created_ms int)*
SELECT c.id, c.spell, c.state, f.name AS firm_name, c.relation, c.post, c.start_day, c.end_day, c.source_kind, c.claimant, c.created_ms
FROM job_claim c JOIN firm f ON f.id = c.firm WHERE c.id_index = $1 AND c.name_key = $2 AND c.state <> 'withdrawn' ORDER BY c.start_day DESC, c.id DESC LIMIT 500;

-- name: job_objections_own (account int) -> (id int, spell int, body text, state text, reply text, created_ms int)*
SELECT id, spell, body, state, reply, created_ms FROM job_objection WHERE account = $1 ORDER BY id DESC LIMIT 100;

-- ---- a docking ----

-- A finished case of a kind that employs, with the side that employs: the offer's organisation, else the need's.
-- name: job_case (id int) -> (id int, kind text, people int?, contract_day text?, organisation int?, name_zh text?, name_en text?, uscc text?, division text?, zone text?, industry text?, synthetic int?)
SELECT c.id, a.kind, c.people, c.contract_day, o.id AS organisation, o.name_zh, o.name_en, o.uscc, o.division, o.zone, o.industry, o.synthetic
FROM docking_case c JOIN listing a ON a.id = c.offer JOIN listing b ON b.id = c.need LEFT JOIN organisation o ON o.id = COALESCE(a.organisation, b.organisation)
WHERE c.id = $1 AND c.state = 'done' AND a.kind IN ('job', 'internship');

-- name: job_case_claims (source int) -> (id int, source_row int, name text, post text, start_day text, state text, contract_months int?, insurance_months int?)*
SELECT id, source_row, name, post, start_day, state, contract_months, insurance_months FROM job_claim WHERE source_kind = 'docking' AND source = $1 AND state <> 'withdrawn' ORDER BY source_row, id;

-- ---- uploads ----

-- name: job_batch_add (id int, account int, kind text, name text, sha256 text, bytes blob, seen_day text, division text, created_ms int) -> ()
INSERT INTO job_batch (id, account, kind, name, sha256, bytes, seen_day, division, state, added, wrong, created_ms, done_ms, version) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, 'checked', 0, 0, $9, NULL, 1);

-- name: job_batch_of (id int, account int) -> (id int, kind text, name text, sha256 text, bytes blob, seen_day text, division text, state text, added int, wrong int, created_ms int, done_ms int?, version int)
SELECT id, kind, name, sha256, bytes, seen_day, division, state, added, wrong, created_ms, done_ms, version FROM job_batch WHERE id = $1 AND account = $2;

-- name: job_batches (account int, n int) -> (id int, kind text, name text, state text, added int, wrong int, created_ms int)*
SELECT id, kind, name, state, added, wrong, created_ms FROM job_batch WHERE account = $1 ORDER BY id DESC LIMIT $2;

-- The bytes go once the claims are there: the file's hash stays.
-- name: job_batch_done (id int, version int, added int, wrong int, bytes blob, done_ms int) -> ()
UPDATE job_batch SET state = 'done', added = $3, wrong = $4, bytes = $5, done_ms = $6, version = version + 1 WHERE id = $1 AND version = $2 AND state = 'checked';

-- name: job_batch_withdrawn (id int) -> ()
UPDATE job_batch SET state = 'withdrawn', version = version + 1 WHERE id = $1 AND state = 'done';

-- name: job_batches_stale (before_ms int, n int) -> (id int)*
SELECT id FROM job_batch WHERE state = 'checked' AND created_ms < $1 ORDER BY id LIMIT $2;

-- name: job_batch_drop (id int) -> ()
DELETE FROM job_batch WHERE id = $1 AND state = 'checked';

-- name: job_carriers_all () -> (id int, name_zh text, name_en text, division text, zone text)*
SELECT id, name_zh, name_en, division, zone FROM organisation WHERE kind IN ('carrier', 'base') AND state = 'active' ORDER BY id;
