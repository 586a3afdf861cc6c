-- Claims and spells. A districts argument is '*' for everywhere, or ',210204,210211,': see parties_districts in parties.h.

-- ---- settling (settle.c) ----

-- name: job_claim_add (id int, source_kind text, source int, source_row int, name text, name_key text, id_cipher blob?, id_index blob?, phone_cipher blob?, phone_index blob?, firm int, relation text, post text, start_day text, end_day text?, seen_day text, contract_months int?, insurance_months int?, groups text, carrier int, zone text, division text, programme text, claimant text, evidence text, spell int, who int, basis text, until_day text?, account int, created_ms int) -> ()
INSERT INTO job_claim (id, source_kind, source, source_row, name, name_key, id_cipher, id_index, phone_cipher, phone_index, firm, relation, post, start_day, end_day, seen_day,
    contract_months, insurance_months, groups, carrier, zone, division, programme, claimant, evidence, state, decided, spell, who, basis, until_day, account, created_ms, version)
VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17, $18, $19, $20, $21, $22, $23, $24, $25, 'live', 0, $26, $27, $28, $29, $30, $31, 1);

-- name: job_claim_set (id int, state text, decided int, spell int?, who int?, basis text, until_day text?) -> ()
UPDATE job_claim SET state = $2, decided = $3, spell = $4, who = $5, basis = $6, until_day = $7, version = version + 1 WHERE id = $1;

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
