-- The programme office: counts and the rows behind them, accounts and roles, code lists, the log.
-- A districts argument is '*' for everywhere, or ',210204,210211,': see parties_districts in app/parties/parties.h.
-- In filters '' is "any" and '-' is "not given".

-- ---- counts by kind, district and month: needs and offers by the day they were published, cases by the day they were
-- opened, results by the day both sides had confirmed. $2 begins the first month, $3 to $13 the eleven after it.

-- name: office_listing_cube (districts text, m0 int, m1 int, m2 int, m3 int, m4 int, m5 int, m6 int, m7 int, m8 int, m9 int, m10 int, m11 int, until int) -> (side text, kind text, division text, slot int, n int)*
SELECT side, kind, division,
       CASE WHEN published_ms < $3 THEN 0 WHEN published_ms < $4 THEN 1 WHEN published_ms < $5 THEN 2 WHEN published_ms < $6 THEN 3
            WHEN published_ms < $7 THEN 4 WHEN published_ms < $8 THEN 5 WHEN published_ms < $9 THEN 6 WHEN published_ms < $10 THEN 7
            WHEN published_ms < $11 THEN 8 WHEN published_ms < $12 THEN 9 WHEN published_ms < $13 THEN 10 ELSE 11 END AS slot,
       COUNT(*) AS n
FROM listing WHERE published_ms >= $2 AND published_ms < $14 AND ($1 = '*' OR $1 LIKE '%,' || lower(division) || ',%')
GROUP BY 1, 2, 3, 4;

-- name: office_case_cube (districts text, m0 int, m1 int, m2 int, m3 int, m4 int, m5 int, m6 int, m7 int, m8 int, m9 int, m10 int, m11 int, until int) -> (kind text, division text, slot int, n int)*
SELECT l.kind, l.division,
       CASE WHEN c.created_ms < $3 THEN 0 WHEN c.created_ms < $4 THEN 1 WHEN c.created_ms < $5 THEN 2 WHEN c.created_ms < $6 THEN 3
            WHEN c.created_ms < $7 THEN 4 WHEN c.created_ms < $8 THEN 5 WHEN c.created_ms < $9 THEN 6 WHEN c.created_ms < $10 THEN 7
            WHEN c.created_ms < $11 THEN 8 WHEN c.created_ms < $12 THEN 9 WHEN c.created_ms < $13 THEN 10 ELSE 11 END AS slot,
       COUNT(*) AS n
FROM docking_case c JOIN listing l ON l.id = c.need
WHERE c.created_ms >= $2 AND c.created_ms < $14 AND ($1 = '*' OR $1 LIKE '%,' || lower(l.division) || ',%')
GROUP BY 1, 2, 3;

-- name: office_result_cube (districts text, m0 int, m1 int, m2 int, m3 int, m4 int, m5 int, m6 int, m7 int, m8 int, m9 int, m10 int, m11 int, until int) -> (kind text, division text, slot int, n int)*
SELECT l.kind, l.division,
       CASE WHEN c.ended_ms < $3 THEN 0 WHEN c.ended_ms < $4 THEN 1 WHEN c.ended_ms < $5 THEN 2 WHEN c.ended_ms < $6 THEN 3
            WHEN c.ended_ms < $7 THEN 4 WHEN c.ended_ms < $8 THEN 5 WHEN c.ended_ms < $9 THEN 6 WHEN c.ended_ms < $10 THEN 7
            WHEN c.ended_ms < $11 THEN 8 WHEN c.ended_ms < $12 THEN 9 WHEN c.ended_ms < $13 THEN 10 ELSE 11 END AS slot,
       COUNT(*) AS n
FROM docking_case c JOIN listing l ON l.id = c.need
WHERE c.state = 'done' AND c.ended_ms >= $2 AND c.ended_ms < $14 AND ($1 = '*' OR $1 LIKE '%,' || lower(l.division) || ',%')
GROUP BY 1, 2, 3;

-- name: office_listing_rows (districts text, side text, kind text, division text, from_ms int, to_ms int, skip int, n int) -> (id int, kind text, division text, title_zh text, title_en text, visibility text, state text, at_ms int, org_zh text?, org_en text?)*
SELECT l.id, l.kind, l.division, l.title_zh, l.title_en, l.visibility, l.state, l.published_ms AS at_ms, o.name_zh AS org_zh, o.name_en AS org_en
FROM listing l LEFT JOIN organisation o ON o.id = l.organisation
WHERE l.side = $2 AND l.published_ms >= $5 AND l.published_ms < $6 AND ($1 = '*' OR $1 LIKE '%,' || lower(l.division) || ',%')
  AND ($3 = '' OR l.kind = $3 OR ($3 = '-' AND l.kind = '')) AND ($4 = '' OR l.division = $4 OR ($4 = '-' AND l.division = ''))
ORDER BY l.published_ms DESC, l.id DESC LIMIT $8 OFFSET $7;

-- name: office_listing_total (districts text, side text, kind text, division text, from_ms int, to_ms int) -> (n int)
SELECT COUNT(*) AS n FROM listing l
WHERE l.side = $2 AND l.published_ms >= $5 AND l.published_ms < $6 AND ($1 = '*' OR $1 LIKE '%,' || lower(l.division) || ',%')
  AND ($3 = '' OR l.kind = $3 OR ($3 = '-' AND l.kind = '')) AND ($4 = '' OR l.division = $4 OR ($4 = '-' AND l.division = ''));

-- what: 'cases' by the day they were opened, 'results' by the day they were done, 'silent' by the day of the last move.
-- name: office_case_rows (districts text, what text, kind text, division text, from_ms int, to_ms int, skip int, n int) -> (id int, kind text, division text, need_zh text, need_en text, need_visibility text, offer_zh text, offer_en text, offer_visibility text, state text, at_ms int, amount int?)*
SELECT c.id, l.kind, l.division, l.title_zh AS need_zh, l.title_en AS need_en, l.visibility AS need_visibility,
       b.title_zh AS offer_zh, b.title_en AS offer_en, b.visibility AS offer_visibility, c.state,
       CASE WHEN $2 = 'cases' THEN c.created_ms WHEN $2 = 'results' THEN c.ended_ms ELSE c.turn_ms END AS at_ms, c.amount
FROM docking_case c JOIN listing l ON l.id = c.need JOIN listing b ON b.id = c.offer
WHERE ($1 = '*' OR $1 LIKE '%,' || lower(l.division) || ',%')
  AND (($2 = 'cases' AND c.created_ms >= $5 AND c.created_ms < $6)
    OR ($2 = 'results' AND c.state = 'done' AND c.ended_ms >= $5 AND c.ended_ms < $6)
    OR ($2 = 'silent' AND c.state IN ('contact', 'visit', 'trial', 'contract') AND c.turn_ms >= $5 AND c.turn_ms < $6))
  AND ($3 = '' OR l.kind = $3 OR ($3 = '-' AND l.kind = '')) AND ($4 = '' OR l.division = $4 OR ($4 = '-' AND l.division = ''))
ORDER BY 11 DESC, c.id DESC LIMIT $8 OFFSET $7;

-- name: office_case_total (districts text, what text, kind text, division text, from_ms int, to_ms int) -> (n int, oldest_ms int?)
SELECT COUNT(*) AS n, MIN(c.turn_ms) AS oldest_ms FROM docking_case c JOIN listing l ON l.id = c.need
WHERE ($1 = '*' OR $1 LIKE '%,' || lower(l.division) || ',%')
  AND (($2 = 'cases' AND c.created_ms >= $5 AND c.created_ms < $6)
    OR ($2 = 'results' AND c.state = 'done' AND c.ended_ms >= $5 AND c.ended_ms < $6)
    OR ($2 = 'silent' AND c.state IN ('contact', 'visit', 'trial', 'contract') AND c.turn_ms >= $5 AND c.turn_ms < $6))
  AND ($3 = '' OR l.kind = $3 OR ($3 = '-' AND l.kind = '')) AND ($4 = '' OR l.division = $4 OR ($4 = '-' AND l.division = ''));

-- Listings that wait for review, grouped by what a reviewer's scope asks about.
-- name: office_waiting_listings (none int) -> (kind text, division text, organisation int?, n int, oldest_ms int)*
SELECT kind, division, organisation, COUNT(*) AS n, MIN(created_ms) AS oldest_ms FROM listing WHERE state = 'review' AND $1 = 0
GROUP BY kind, division, organisation ORDER BY kind, division, organisation;

-- Returns that were handed in and wait for a decision, by period: the page of a period is where they are decided.
-- name: office_waiting_returns (districts text) -> (form text, period int, n int, oldest_ms int)*
SELECT form, period, COUNT(*) AS n, MIN(since_ms) AS oldest_ms FROM filing
WHERE state IN ('filed', 'late') AND ($1 = '*' OR $1 LIKE '%,' || division || ',%') GROUP BY form, period ORDER BY period, form;

-- ---- accounts and roles ----

-- A page begins at a login (logins are unique); the one before it begins where these end.
-- name: office_accounts (pattern text, role text, from_login text, n int) -> (id int, login text, name text, state text, totp int, roles int, created_ms int)*
SELECT a.id, a.login, a.name, a.state, CASE WHEN a.totp_cipher IS NULL THEN 0 ELSE 1 END AS totp,
       (SELECT COUNT(*) FROM account_role r WHERE r.account = a.id) AS roles, a.created_ms
FROM account a
WHERE ($1 = '' OR lower(a.login) LIKE $1 ESCAPE '!' OR lower(a.name) LIKE $1 ESCAPE '!')
  AND ($2 = '' OR EXISTS (SELECT 1 FROM account_role x WHERE x.account = a.id AND x.role = $2)) AND a.login >= $3
ORDER BY a.login LIMIT $4;

-- name: office_accounts_before (pattern text, role text, from_login text, n int) -> (login text)*
SELECT a.login FROM account a
WHERE ($1 = '' OR lower(a.login) LIKE $1 ESCAPE '!' OR lower(a.name) LIKE $1 ESCAPE '!')
  AND ($2 = '' OR EXISTS (SELECT 1 FROM account_role x WHERE x.account = a.id AND x.role = $2)) AND a.login < $3
ORDER BY a.login DESC LIMIT $4;

-- name: office_accounts_total (pattern text, role text) -> (n int)
SELECT COUNT(*) AS n FROM account a
WHERE ($1 = '' OR lower(a.login) LIKE $1 ESCAPE '!' OR lower(a.name) LIKE $1 ESCAPE '!')
  AND ($2 = '' OR EXISTS (SELECT 1 FROM account_role x WHERE x.account = a.id AND x.role = $2));

-- name: office_account_state (id int, state text, closed_ms int?) -> ()
UPDATE account SET state = $2, closed_ms = $3, version = version + 1 WHERE id = $1 AND state <> $2 AND erased_ms IS NULL;

-- name: office_role_end (account int, role text, department text, district text, organisation int) -> ()
DELETE FROM account_role WHERE account = $1 AND role = $2 AND department = $3 AND district = $4 AND organisation = $5;

-- name: office_role_one (account int, role text, department text, district text, organisation int) -> (since_ms int)
SELECT since_ms FROM account_role WHERE account = $1 AND role = $2 AND department = $3 AND district = $4 AND organisation = $5;

-- name: office_sessions_end (account int) -> ()
DELETE FROM session WHERE account = $1;

-- ---- code lists ----

-- name: office_code_lists (none int) -> (list text, n int, offered int)*
SELECT list, COUNT(*) AS n, CAST(SUM(active) AS BIGINT) AS offered FROM code WHERE $1 = 0 GROUP BY list ORDER BY list;

-- name: office_codes (list text) -> (code text, zh text, en text, parent text, position int, active int, version int)*
SELECT code, zh, en, parent, position, active, version FROM code WHERE list = $1 ORDER BY position, code;

-- name: office_code (list text, code text) -> (code text, zh text, en text, parent text, position int, active int, version int)
SELECT code, zh, en, parent, position, active, version FROM code WHERE list = $1 AND code = $2;

-- name: office_code_add (list text, code text, zh text, en text, parent text, position int, active int) -> ()
INSERT INTO code (list, code, zh, en, parent, position, active, version) VALUES ($1, $2, $3, $4, $5, $6, $7, 1);

-- name: office_code_set (list text, code text, version int, zh text, en text, parent text, position int, active int) -> ()
UPDATE code SET zh = $4, en = $5, parent = $6, position = $7, active = $8, version = version + 1 WHERE list = $1 AND code = $2 AND version = $3;

-- ---- the log; account -1 = anybody, subject 0 = any; before = ids below it ----

-- A token that has ended has no name any more; its number stands for it. What people did is apart from how they came in and went:
-- a day has ten logins for each thing done.
-- name: office_events (account int, verb text, kind text, subject int, from_ms int, to_ms int, before int, n int, by text) -> (id int, account int, token int, token_name text?, at_ms int, verb text, kind text, subject int, body text, login text?, name text?)*
SELECT e.id, e.account, e.token, t.name AS token_name, e.at_ms, e.verb, e.kind, e.subject, e.body, a.login, a.name FROM event e LEFT JOIN account a ON a.id = e.account
LEFT JOIN api_token t ON t.id = e.token
WHERE e.id < $7 AND ($1 = -1 OR e.account = $1) AND ($2 = '' OR e.verb = $2) AND ($3 = '' OR e.kind = $3) AND ($4 = 0 OR e.subject = $4)
  AND e.at_ms >= $5 AND e.at_ms < $6
  AND ($9 = '' OR ($9 = 'people' AND e.account <> 0 AND e.token = 0 AND NOT (e.kind = 'account' AND e.verb IN ('login', 'logout', 'login_failed', 'step_up', 'code_failed')))
    OR ($9 = 'logins' AND e.kind = 'account' AND e.verb IN ('login', 'logout', 'login_failed', 'step_up', 'code_failed'))
    OR ($9 = 'tokens' AND e.token <> 0) OR ($9 = 'program' AND e.account = 0))
ORDER BY e.id DESC LIMIT $8;

-- name: office_unmaskings (account int, before int, n int) -> (event int, account int, kind text, subject int, field text, purpose text, at_ms int, login text?, name text?, person text?, org_zh text?, org_en text?)*
SELECT u.event, u.account, u.kind, u.subject, u.field, u.purpose, u.at_ms, a.login, a.name, p.name AS person, o.name_zh AS org_zh, o.name_en AS org_en
FROM unmasking u LEFT JOIN account a ON a.id = u.account
LEFT JOIN person p ON p.id = u.subject AND u.kind = 'person' LEFT JOIN organisation o ON o.id = u.subject AND u.kind = 'organisation'
WHERE u.event < $2 AND ($1 = -1 OR u.account = $1) ORDER BY u.event DESC LIMIT $3;
