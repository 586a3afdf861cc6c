-- Accounts, sessions, form keys, events.

-- name: session_by_hash (hash blob) -> (id int, account int, created_ms int, seen_ms int, login text, name text, state text)
SELECT s.id, s.account, s.created_ms, s.seen_ms, a.login, a.name, a.state
FROM session s JOIN account a ON a.id = s.account WHERE s.hash = $1;

-- name: session_add (id int, hash blob, account int, now int, agent text, ip text) -> ()
INSERT INTO session (id, hash, account, created_ms, seen_ms, agent, ip) VALUES ($1, $2, $3, $4, $4, $5, $6);

-- name: session_seen (id int, now int) -> ()
UPDATE session SET seen_ms = $2 WHERE id = $1;

-- name: session_end (id int, account int) -> ()
DELETE FROM session WHERE id = $1 AND account = $2;

-- name: session_end_others (account int, keep int) -> ()
DELETE FROM session WHERE account = $1 AND id <> $2;

-- name: session_of (account int) -> (id int, created_ms int, seen_ms int, agent text, ip text)*
SELECT id, created_ms, seen_ms, agent, ip FROM session WHERE account = $1 ORDER BY seen_ms DESC, id LIMIT 100;

-- name: session_sweep (created_before int, seen_before int) -> ()
DELETE FROM session WHERE created_ms < $1 OR seen_ms < $2;

-- name: account_by_login (login text) -> (id int, name text, password text, state text, totp_cipher blob?, totp_last int)
SELECT id, name, password, state, totp_cipher, totp_last FROM account WHERE login = $1;

-- name: account_by_id (id int) -> (id int, login text, name text, password text, state text, totp_cipher blob?, totp_last int)
SELECT id, login, name, password, state, totp_cipher, totp_last FROM account WHERE id = $1;

-- name: account_add (id int, login text, name text, password text, lang text, now int) -> ()
INSERT INTO account (id, login, name, password, lang, state, totp_cipher, totp_last, created_ms, version)
VALUES ($1, $2, $3, $4, $5, 'active', NULL, 0, $6, 1);

-- name: account_password (id int, password text) -> ()
UPDATE account SET password = $2, version = version + 1 WHERE id = $1;

-- name: account_totp (id int, totp_cipher blob?, totp_last int) -> ()
UPDATE account SET totp_cipher = $2, totp_last = $3, version = version + 1 WHERE id = $1;

-- name: account_totp_used (id int, totp_last int) -> ()
UPDATE account SET totp_last = $2 WHERE id = $1 AND totp_last < $2;

-- name: account_roles (account int) -> (role text, department text, district text, organisation int)*
SELECT role, department, district, organisation FROM account_role WHERE account = $1
ORDER BY role, department, district, organisation LIMIT 100;

-- name: account_role_add (account int, role text, department text, district text, organisation int, since_ms int) -> ()
INSERT INTO account_role (account, role, department, district, organisation, since_ms) VALUES ($1, $2, $3, $4, $5, $6);

-- name: form_key_path (form_key blob) -> (path text)
SELECT path FROM form_key WHERE form_key = $1;

-- name: form_key_add (form_key blob, account int, path text, at_ms int) -> ()
INSERT INTO form_key (form_key, account, path, at_ms) VALUES ($1, $2, $3, $4);

-- name: event_insert (id int, account int, at_ms int, verb text, kind text, subject int, body text) -> ()
INSERT INTO event (id, account, at_ms, verb, kind, subject, body) VALUES ($1, $2, $3, $4, $5, $6, $7);

-- name: event_trail (kind text, subject int) -> (id int, account int, at_ms int, verb text, body text, name text?)*
SELECT e.id, e.account, e.at_ms, e.verb, e.body, a.name FROM event e LEFT JOIN account a ON a.id = e.account
WHERE e.kind = $1 AND e.subject = $2 ORDER BY e.id LIMIT 500;

-- name: outbox_insert (id int, event int, channel text, address text, body text, next_ms int) -> ()
INSERT INTO outbox (id, event, channel, address, body, state, tries, next_ms) VALUES ($1, $2, $3, $4, $5, 'waiting', 0, $6);
