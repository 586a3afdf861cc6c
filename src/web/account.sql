-- What the pages about accounts need beyond session.sql: sign-up, e-mail, resets, the inbox, outgoing mail.

-- name: account_person_add (id int, account int, name text, kind text, now int) -> ()
INSERT INTO person (id, account, name, kind, division, education, skills, intro_zh, intro_en, created_ms, version)
VALUES ($1, $2, $3, $4, '', '', '', '', '', $5, 1);

-- name: account_email_set (id int, email text, mail int) -> ()
UPDATE account SET email = $2, mail = $3, version = version + 1 WHERE id = $1;

-- name: account_session_raise (id int, hash blob, totp int) -> ()
UPDATE session SET hash = $2, totp = $3 WHERE id = $1;

-- name: account_found (who text) -> (id int, login text, name text, email text, lang text)*
SELECT id, login, name, email, lang FROM account WHERE state = 'active' AND email <> '' AND login = $1
UNION
SELECT id, login, name, email, lang FROM account WHERE state = 'active' AND email <> '' AND lower(email) = $1 ORDER BY id LIMIT 5;

-- name: reset_add (hash blob, account int, until_ms int) -> ()
INSERT INTO password_reset (hash, account, until_ms) VALUES ($1, $2, $3);

-- name: reset_by_hash (hash blob) -> (account int, until_ms int, login text)
SELECT p.account, p.until_ms, a.login FROM password_reset p JOIN account a ON a.id = p.account
WHERE p.hash = $1 AND a.state = 'active';

-- name: reset_end_all (account int) -> ()
DELETE FROM password_reset WHERE account = $1;

-- name: reset_sweep (before int) -> ()
DELETE FROM password_reset WHERE until_ms < $1;

-- name: inbox_count (account int) -> (n int, unread int)
SELECT COUNT(*) AS n, COUNT(*) - COUNT(read_ms) AS unread FROM notice WHERE account = $1;

-- name: inbox_rows (account int, skip int, n int) -> (event int, at_ms int, message text, path text, arg_zh text, arg_en text, read_ms int?)*
SELECT event, at_ms, message, path, arg_zh, arg_en, read_ms FROM notice WHERE account = $1
ORDER BY CASE WHEN read_ms IS NULL THEN 0 ELSE 1 END, event DESC LIMIT $3 OFFSET $2;

-- name: inbox_one (account int, event int) -> (path text, read_ms int?)
SELECT path, read_ms FROM notice WHERE account = $1 AND event = $2;

-- name: inbox_read (account int, event int, now int) -> ()
UPDATE notice SET read_ms = $3 WHERE account = $1 AND event = $2 AND read_ms IS NULL;

-- name: inbox_read_all (account int, now int) -> ()
UPDATE notice SET read_ms = $2 WHERE account = $1 AND read_ms IS NULL;

-- name: outbox_due (now int, n int) -> (event int, channel text, address text, subject text, body text, tries int, next_ms int)*
SELECT event, channel, address, subject, body, tries, next_ms FROM outbox
WHERE state = 'waiting' AND next_ms <= $1 ORDER BY next_ms, event, address LIMIT $2;

-- name: outbox_sent (event int, channel text, address text) -> ()
UPDATE outbox SET state = 'sent', body = '' WHERE event = $1 AND channel = $2 AND address = $3;

-- name: outbox_later (event int, channel text, address text, state text, tries int, next_ms int) -> ()
UPDATE outbox SET state = $4, tries = $5, next_ms = $6 WHERE event = $1 AND channel = $2 AND address = $3;

-- name: recovery_add (account int, hash blob, now int) -> ()
INSERT INTO recovery_code (account, hash, made_ms) VALUES ($1, $2, $3);

-- name: recovery_use (account int, hash blob) -> ()
DELETE FROM recovery_code WHERE account = $1 AND hash = $2;

-- name: recovery_count (account int) -> (n int)
SELECT COUNT(*) AS n FROM recovery_code WHERE account = $1;

-- name: recovery_end_all (account int) -> ()
DELETE FROM recovery_code WHERE account = $1;
