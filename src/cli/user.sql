-- Accounts, as `ballast init`, `user` and `check` see them.

-- name: user_count () -> (n int)
SELECT COUNT(*) AS n FROM account;

-- name: init_code_count () -> (n int)
SELECT COUNT(*) AS n FROM code;

-- name: user_with_role (role text) -> (id int, login text)*
SELECT DISTINCT a.id, a.login FROM account a JOIN account_role r ON r.account = a.id
WHERE r.role = $1 AND a.state = 'active' ORDER BY a.login;

-- name: user_find (login text) -> (id int, name text, state text, has_totp int)
SELECT id, name, state, CASE WHEN totp_cipher IS NULL THEN 0 ELSE 1 END AS has_totp FROM account WHERE login = $1;

-- name: user_list () -> (id int, login text, name text, state text, has_totp int, seen_ms int?, role text?, department text?, district text?, org text?)*
SELECT a.id, a.login, a.name, a.state, CASE WHEN a.totp_cipher IS NULL THEN 0 ELSE 1 END AS has_totp,
       (SELECT MAX(s.seen_ms) FROM session s WHERE s.account = a.id) AS seen_ms, r.role, r.department, r.district, o.name_zh AS org
FROM account a LEFT JOIN account_role r ON r.account = a.id LEFT JOIN organisation o ON o.id = r.organisation
ORDER BY a.login, r.role, r.department, r.district;

-- name: user_organisation (name text) -> (id int)
SELECT id FROM organisation WHERE name_zh = $1 OR lower(name_en) = lower($1) ORDER BY id LIMIT 1;

-- name: user_code (list text, code text) -> (active int)
SELECT active FROM code WHERE list = $1 AND code = $2;

-- name: user_role_has (account int, role text, department text, district text, organisation int) -> (n int)
SELECT COUNT(*) AS n FROM account_role
WHERE account = $1 AND role = $2 AND department = $3 AND district = $4 AND organisation = $5;

-- name: user_role_end (account int, role text, department text, district text, organisation int) -> ()
DELETE FROM account_role WHERE account = $1 AND role = $2 AND department = $3 AND district = $4 AND organisation = $5;

-- name: user_role_end_all (account int, role text) -> ()
DELETE FROM account_role WHERE account = $1 AND role = $2;

-- name: user_state_set (id int, state text, closed_ms int?) -> ()
UPDATE account SET state = $2, closed_ms = $3, version = version + 1 WHERE id = $1 AND erased_ms IS NULL;

-- name: user_sessions_end (account int) -> ()
DELETE FROM session WHERE account = $1;

-- name: user_reset_end (account int) -> ()
DELETE FROM password_reset WHERE account = $1;
