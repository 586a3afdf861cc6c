-- The rules with their days, what they said, and the raw rows facts are made of.

-- name: incubation_rule_count () -> (n int)
SELECT COUNT(*) AS n FROM incubation_rule;

-- name: incubation_rule_add (code text, version int, purpose text, title_zh text, title_en text, applies text, test text, threshold text, why_zh text, why_en text, source text, from_day text, until_day text?, account int?, now_ms int) -> ()
INSERT INTO incubation_rule (code, version, purpose, title_zh, title_en, applies, test, threshold, why_zh, why_en, source, from_day, until_day, account, created_ms)
VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15);

-- name: incubation_rule_end (code text, version int, until_day text) -> ()
UPDATE incubation_rule SET until_day = $3 WHERE code = $1 AND version = $2;

-- In force on a day, of a purpose.
-- name: incubation_rules_on (purpose text, day text) -> (code text, version int, title_zh text, title_en text, applies text, test text, threshold text, why_zh text, why_en text, source text, from_day text)*
SELECT code, version, title_zh, title_en, applies, test, threshold, why_zh, why_en, source, from_day FROM incubation_rule
WHERE purpose = $1 AND from_day <= $2 AND (until_day IS NULL OR until_day >= $2) ORDER BY created_ms, code;

-- name: incubation_rules_list () -> (code text, version int, purpose text, title_zh text, title_en text, applies text, test text, threshold text, why_zh text, why_en text, source text, from_day text, until_day text?)*
SELECT code, version, purpose, title_zh, title_en, applies, test, threshold, why_zh, why_en, source, from_day, until_day FROM incubation_rule ORDER BY purpose, code, version DESC;

-- name: incubation_rule_versions (code text) -> (version int, purpose text, title_zh text, title_en text, applies text, test text, threshold text, why_zh text, why_en text, source text, from_day text, until_day text?, account int?, name text?, created_ms int)*
SELECT r.version, r.purpose, r.title_zh, r.title_en, r.applies, r.test, r.threshold, r.why_zh, r.why_en, r.source, r.from_day, r.until_day, r.account, a.name, r.created_ms
FROM incubation_rule r LEFT JOIN account a ON a.id = r.account WHERE r.code = $1 ORDER BY r.version DESC;

-- name: rule_check_add (id int, kind text, subject int, purpose text, day text, answer text, why_zh text, why_en text, now_ms int) -> ()
INSERT INTO rule_check (id, kind, subject, purpose, day, answer, why_zh, why_en, created_ms) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9);

-- name: rule_checks_of (kind text, subject int, n int) -> (id int, purpose text, day text, answer text, why_zh text, why_en text, created_ms int)*
SELECT id, purpose, day, answer, why_zh, why_en, created_ms FROM rule_check WHERE kind = $1 AND subject = $2 ORDER BY id DESC LIMIT $3;

-- Who is in a carrier on a day, by field: only firms.
-- name: incubatees_by_field (carrier int, day text) -> (field text, n int)*
SELECT v.field, COUNT(*) AS n FROM tenancy t JOIN venture v ON v.id = t.venture
WHERE t.carrier = $1 AND t.entry_day <= $2 AND (t.exit_day IS NULL OR t.exit_day > $2) AND v.firm_day IS NOT NULL AND v.firm_day <= $2 GROUP BY v.field ORDER BY v.field;

-- name: graduates_until (carrier int, day text) -> (n int)
SELECT COUNT(*) AS n FROM tenancy t WHERE t.carrier = $1 AND t.exit_kind = 'graduated' AND t.exit_day <= $2;
