-- Accounts, sessions, form keys, events.

-- name: session_by_hash (hash blob) -> (id int, account int, created_ms int, seen_ms int, stepped_ms int, totp int, login text, name text, state text, lang text, has_totp int, unread int)
SELECT s.id, s.account, s.created_ms, s.seen_ms, s.stepped_ms, s.totp, a.login, a.name, a.state, a.lang,
       CASE WHEN a.totp_cipher IS NULL THEN 0 ELSE 1 END AS has_totp,
       (SELECT COUNT(*) FROM notice n WHERE n.account = a.id AND n.read_ms IS NULL) AS unread
FROM session s JOIN account a ON a.id = s.account WHERE s.hash = $1;

-- name: session_add (id int, hash blob, account int, now int, totp int, agent text, ip text) -> ()
INSERT INTO session (id, hash, account, created_ms, seen_ms, stepped_ms, totp, agent, ip) VALUES ($1, $2, $3, $4, $4, $4, $5, $6, $7);

-- name: session_seen (id int, now int) -> ()
UPDATE session SET seen_ms = $2 WHERE id = $1;

-- name: session_stepped (id int, now int) -> ()
UPDATE session SET stepped_ms = $2 WHERE id = $1;

-- name: session_end (id int, account int) -> ()
DELETE FROM session WHERE id = $1 AND account = $2;

-- name: session_end_others (account int, keep int) -> ()
DELETE FROM session WHERE account = $1 AND id <> $2;

-- name: session_of (account int) -> (id int, created_ms int, seen_ms int, agent text, ip text)*
SELECT id, created_ms, seen_ms, agent, ip FROM session WHERE account = $1 ORDER BY seen_ms DESC, id LIMIT 100;

-- name: session_sweep (created_before int, seen_before int) -> ()
DELETE FROM session WHERE created_ms < $1 OR seen_ms < $2;

-- name: account_by_login (login text) -> (id int, name text, password text, email text, lang text, state text, totp_cipher blob?, totp_last int)
SELECT id, name, password, email, lang, state, totp_cipher, totp_last FROM account WHERE login = $1;

-- name: account_by_id (id int) -> (id int, login text, name text, password text, email text, mail int, lang text, state text, totp_cipher blob?, totp_last int, created_ms int, version int)
SELECT id, login, name, password, email, mail, lang, state, totp_cipher, totp_last, created_ms, version FROM account WHERE id = $1;

-- name: account_add (id int, login text, name text, password text, email text, lang text, now int) -> ()
INSERT INTO account (id, login, name, password, email, mail, lang, state, totp_cipher, totp_last, created_ms, version)
VALUES ($1, $2, $3, $4, $5, CASE WHEN $5 = '' THEN 0 ELSE 1 END, $6, 'active', NULL, 0, $7, 1);

-- name: account_lang (id int, lang text) -> ()
UPDATE account SET lang = $2 WHERE id = $1;

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

-- name: form_key_path (form_key blob) -> (path text, asked blob?)
SELECT path, asked FROM form_key WHERE form_key = $1;

-- name: form_key_add (form_key blob, account int, path text, at_ms int, asked blob?) -> ()
INSERT INTO form_key (form_key, account, path, at_ms, asked) VALUES ($1, $2, $3, $4, $5);

-- name: event_insert (id int, account int, token int, at_ms int, verb text, kind text, subject int, body text) -> ()
INSERT INTO event (id, account, token, at_ms, verb, kind, subject, body) VALUES ($1, $2, $3, $4, $5, $6, $7, $8);

-- name: event_trail (kind text, subject int) -> (id int, account int, at_ms int, verb text, body text, name text?)*
SELECT e.id, e.account, e.at_ms, e.verb, e.body, a.name FROM event e LEFT JOIN account a ON a.id = e.account
WHERE e.kind = $1 AND e.subject = $2 ORDER BY e.id LIMIT 500;

-- name: outbox_insert (event int, channel text, address text, subject text, body text, next_ms int) -> ()
INSERT INTO outbox (event, channel, address, subject, body, state, tries, next_ms) VALUES ($1, $2, $3, $4, $5, 'waiting', 0, $6)
ON CONFLICT (event, channel, address) DO NOTHING;

-- name: notice_insert (account int, event int, at_ms int, message text, path text, arg_zh text, arg_en text) -> ()
INSERT INTO notice (account, event, at_ms, message, path, arg_zh, arg_en, read_ms) VALUES ($1, $2, $3, $4, $5, $6, $7, NULL)
ON CONFLICT (account, event) DO NOTHING;

-- name: account_mail (id int) -> (email text, mail int, lang text)
SELECT email, mail, lang FROM account WHERE id = $1 AND state = 'active';

-- name: code_all () -> (list text, code text, zh text, en text, parent text, active int)*
SELECT list, code, zh, en, parent, active FROM code ORDER BY list, position, code;

-- name: code_put (list text, code text, zh text, en text, parent text, position int, active int) -> ()
INSERT INTO code (list, code, zh, en, parent, position, active, version) VALUES ($1, $2, $3, $4, $5, $6, $7, 1)
ON CONFLICT (list, code) DO UPDATE SET zh = $3, en = $4, parent = $5, position = $6, active = $7, version = code.version + 1;

-- name: setting_get (name text) -> (value text)
SELECT value FROM setting WHERE name = $1;

-- name: setting_put (name text, value text) -> ()
INSERT INTO setting (name, value) VALUES ($1, $2) ON CONFLICT (name) DO UPDATE SET value = $2;

-- name: code_seed (list text, code text, zh text, en text, parent text, position int) -> ()
INSERT INTO code (list, code, zh, en, parent, position, active, version) VALUES ($1, $2, $3, $4, $5, $6, 1, 1)
ON CONFLICT (list, code) DO NOTHING;

-- name: code_stamp (none int) -> (stamp int)
SELECT CAST(COALESCE(SUM(version), 0) AS BIGINT) AS stamp FROM code WHERE $1 = 0;

-- name: session_rehash (id int, hash blob, now int) -> ()
UPDATE session SET hash = $2, stepped_ms = $3 WHERE id = $1;

-- name: form_key_sweep (before int) -> ()
DELETE FROM form_key WHERE at_ms < $1;
