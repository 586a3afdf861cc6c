-- What goes of a person whose account was closed. Rows others rest on stay, with their ids and nothing that says who it was.

-- name: leaving_due (before int, n int) -> (id int, email text)*
SELECT id, email FROM account WHERE closed_ms IS NOT NULL AND erased_ms IS NULL AND closed_ms <= $1 ORDER BY closed_ms, id LIMIT $2;

-- Organisations this account alone manages: nobody else could mend them. Closed and refused ones need nobody.
-- name: leaving_alone (account int) -> (id int, name_zh text, name_en text)*
SELECT o.id, o.name_zh, o.name_en FROM membership m JOIN organisation o ON o.id = m.organisation
WHERE m.account = $1 AND m.role = 'owner' AND m.state = 'active' AND o.state IN ('pending', 'active', 'suspended')
  AND NOT EXISTS (SELECT 1 FROM membership x JOIN account a ON a.id = x.account
                  WHERE x.organisation = o.id AND x.account <> $1 AND x.role = 'owner' AND x.state = 'active' AND a.state = 'active')
ORDER BY o.sort_key, o.id;

-- name: leaving_open_listings (account int) -> (n int)
SELECT COUNT(*) AS n FROM listing WHERE account = $1 AND organisation IS NULL AND state <> 'closed';

-- name: leaving_open_cases (account int) -> (n int)
SELECT COUNT(*) AS n FROM docking_case c WHERE c.state IN ('contact', 'visit', 'trial', 'contract')
  AND EXISTS (SELECT 1 FROM listing l WHERE l.id IN (c.need, c.offer) AND l.account = $1 AND l.organisation IS NULL);

-- name: leaving_close (account int, now int) -> ()
UPDATE account SET state = 'closed', closed_ms = $2, version = version + 1 WHERE id = $1 AND state = 'active';

-- name: leaving_account (id int, login text, now int) -> ()
UPDATE account SET login = $2, name = '–', password = '-', email = '', mail = 0, totp_cipher = NULL, totp_last = 0, erased_ms = $3,
    version = version + 1 WHERE id = $1 AND state = 'closed' AND erased_ms IS NULL;

-- name: leaving_person (account int) -> ()
UPDATE person SET name = '–', education = '', skills = '', intro_zh = '', intro_en = '', id_cipher = NULL, id_index = NULL, phone_cipher = NULL,
    phone_index = NULL, bank_cipher = NULL, version = version + 1 WHERE account = $1;

-- name: leaving_listings (account int) -> ()
UPDATE listing SET body_zh = '', body_en = '', version = version + 1 WHERE account = $1 AND organisation IS NULL;

-- name: leaving_annexes (account int) -> ()
DELETE FROM listing_annex WHERE listing IN (SELECT id FROM listing WHERE account = $1 AND organisation IS NULL);

-- name: leaving_parties (account int) -> ()
DELETE FROM listing_party WHERE account = $1;

-- name: leaving_roles (account int) -> ()
DELETE FROM account_role WHERE account = $1;

-- name: leaving_members (account int) -> ()
DELETE FROM membership WHERE account = $1;

-- name: leaving_searches (account int) -> ()
DELETE FROM saved_search WHERE account = $1;

-- Addresses of calendars she made: they hold no more, and nobody else can tell what they were for.
-- name: leaving_calendars (account int) -> ()
DELETE FROM fair_feed WHERE account = $1;

-- name: leaving_objections (account int) -> ()
UPDATE round_objection SET body = '' WHERE application IN (SELECT id FROM round_application WHERE account = $1);

-- name: leaving_job_objections (account int) -> ()
UPDATE job_objection SET body = '' WHERE account = $1;

-- name: leaving_notices (account int) -> ()
DELETE FROM notice WHERE account = $1;

-- name: leaving_mails (address text) -> ()
DELETE FROM outbox WHERE address = $1 AND (state <> 'waiting'
    OR NOT EXISTS (SELECT 1 FROM account a WHERE a.email <> '' AND lower(a.email) = lower($1)));

-- name: leaving_logs_due (before int, n int) -> (id int)*
SELECT id FROM account WHERE erased_ms IS NOT NULL AND trimmed_ms IS NULL AND closed_ms <= $1 ORDER BY closed_ms, id LIMIT $2;

-- name: leaving_log_by (account int) -> ()
UPDATE event SET body = '' WHERE account = $1 AND kind = 'account' AND body <> '';

-- name: leaving_log_about (account int) -> ()
UPDATE event SET body = '' WHERE kind = 'account' AND subject = $1 AND body <> '';

-- name: leaving_trimmed (id int, now int) -> ()
UPDATE account SET trimmed_ms = $2 WHERE id = $1 AND trimmed_ms IS NULL;
