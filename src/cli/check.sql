-- What must agree in an installation, counted. Each finding is a number that should be 0.

-- name: check_done () -> (n int)
SELECT COUNT(*) AS n FROM docking_case WHERE state = 'done' AND (need_ok_ms IS NULL OR offer_ok_ms IS NULL OR ended_ms IS NULL);

-- name: check_half () -> (n int)
SELECT COUNT(*) AS n FROM docking_case WHERE state <> 'done' AND need_ok_ms IS NOT NULL AND offer_ok_ms IS NOT NULL;

-- name: check_ended () -> (n int)
SELECT COUNT(*) AS n FROM docking_case WHERE state IN ('declined', 'lapsed') AND (reason = '' OR ended_ms IS NULL);

-- name: check_sides () -> (n int)
SELECT COUNT(*) AS n FROM docking_case c JOIN listing a ON a.id = c.need JOIN listing b ON b.id = c.offer
WHERE a.side <> 'need' OR b.side <> 'offer';

-- name: check_renewal () -> (n int)
SELECT COUNT(*) AS n FROM listing WHERE (state = 'open') <> (renew_by_ms > 0) OR (state = 'open' AND published_ms = 0);

-- name: check_reasons () -> (n int)
SELECT COUNT(*) AS n FROM listing WHERE state IN ('closed', 'refused') AND reason = '';

-- name: check_named () -> (n int)
SELECT COUNT(*) AS n FROM listing l WHERE l.visibility = 'named' AND l.state IN ('open', 'review')
  AND NOT EXISTS (SELECT 1 FROM listing_party p WHERE p.listing = l.id AND p.what = 'named');

-- For what the sample city invented nobody comes in.
-- name: check_owners () -> (n int)
SELECT COUNT(*) AS n FROM organisation o WHERE o.state = 'active' AND o.synthetic = 0
  AND NOT EXISTS (SELECT 1 FROM membership m JOIN account a ON a.id = m.account
                  WHERE m.organisation = o.id AND m.role = 'owner' AND m.state = 'active' AND a.state = 'active');

-- name: check_parties () -> (n int)
SELECT COUNT(*) AS n FROM listing_party p
WHERE (p.organisation <> 0 AND NOT EXISTS (SELECT 1 FROM organisation o WHERE o.id = p.organisation))
   OR (p.account <> 0 AND NOT EXISTS (SELECT 1 FROM account a WHERE a.id = p.account));

-- name: check_round_sent () -> (n int)
SELECT COUNT(*) AS n FROM round r WHERE r.sent <> (SELECT COUNT(*) FROM round_application a WHERE a.round = r.id AND a.state = 'sent');

-- name: check_role_scope () -> (n int)
SELECT COUNT(*) AS n FROM account_role r WHERE r.organisation <> 0 AND NOT EXISTS (SELECT 1 FROM organisation o WHERE o.id = r.organisation);

-- Codes that rows use and no list has.
-- name: check_codes () -> (list text, code text, n int)*
SELECT u.list, u.code, COUNT(*) AS n FROM (
    SELECT 'listing_kinds' AS list, kind AS code FROM listing
    UNION ALL SELECT 'industries', industry FROM listing UNION ALL SELECT 'divisions', division FROM listing
    UNION ALL SELECT 'zones', zone FROM listing UNION ALL SELECT 'stages', stage FROM listing
    UNION ALL SELECT 'close_reasons', reason FROM listing WHERE state = 'closed'
    UNION ALL SELECT 'decline_reasons', reason FROM docking_case WHERE state IN ('declined', 'lapsed')
    UNION ALL SELECT 'org_kinds', kind FROM organisation UNION ALL SELECT 'divisions', division FROM organisation
    UNION ALL SELECT 'zones', zone FROM organisation UNION ALL SELECT 'industries', industry FROM organisation
    UNION ALL SELECT 'size_classes', size_class FROM organisation
    UNION ALL SELECT 'person_kinds', kind FROM person UNION ALL SELECT 'divisions', division FROM person
    UNION ALL SELECT 'education', education FROM person
    UNION ALL SELECT 'departments', department FROM account_role UNION ALL SELECT 'divisions', district FROM account_role
) u WHERE u.code <> '' AND NOT EXISTS (SELECT 1 FROM code c WHERE c.list = u.list AND c.code = u.code)
GROUP BY u.list, u.code ORDER BY u.list, u.code LIMIT 50;

-- name: check_persons (after int, n int) -> (id int, id_cipher blob?, id_index blob?, phone_cipher blob?, phone_index blob?, bank_cipher blob?)*
SELECT id, id_cipher, id_index, phone_cipher, phone_index, bank_cipher FROM person WHERE id > $1 ORDER BY id LIMIT $2;

-- name: check_claims (after int, n int) -> (id int, id_cipher blob?, id_index blob?, phone_cipher blob?, phone_index blob?)*
SELECT id, id_cipher, id_index, phone_cipher, phone_index FROM job_claim WHERE id > $1 ORDER BY id LIMIT $2;

-- name: check_person_count () -> (n int)
SELECT COUNT(*) AS n FROM person;

-- name: check_annexes (after int, n int) -> (listing int, body_cipher blob)*
SELECT listing, body_cipher FROM listing_annex WHERE listing > $1 ORDER BY listing LIMIT $2;

-- name: check_banks (after int, n int) -> (id int, bank_cipher blob)*
SELECT id, bank_cipher FROM organisation WHERE bank_cipher IS NOT NULL AND id > $1 ORDER BY id LIMIT $2;

-- name: check_totp (after int, n int) -> (id int, totp_cipher blob)*
SELECT id, totp_cipher FROM account WHERE totp_cipher IS NOT NULL AND id > $1 ORDER BY id LIMIT $2;

-- Roles other than a member's, held without a second factor.
-- name: check_no_totp () -> (login text, role text)*
SELECT DISTINCT a.login, r.role FROM account a JOIN account_role r ON r.account = a.id
WHERE a.state = 'active' AND a.totp_cipher IS NULL ORDER BY a.login, r.role LIMIT 100;

-- name: check_dormant (before int) -> (login text, seen_ms int?)*
SELECT a.login, (SELECT MAX(e.at_ms) FROM event e WHERE e.account = a.id) AS seen_ms FROM account a
WHERE a.state = 'active' AND a.created_ms < $1 AND EXISTS (SELECT 1 FROM account_role r WHERE r.account = a.id AND r.role IN ('admin', 'auditor', 'approver'))
  AND NOT EXISTS (SELECT 1 FROM event e WHERE e.account = a.id AND e.at_ms >= $1) ORDER BY a.login LIMIT 100;

-- name: check_closed_roles () -> (n int)
SELECT COUNT(*) AS n FROM session s JOIN account a ON a.id = s.account WHERE a.state = 'closed';

-- name: check_outbox (before int) -> (waiting int, dead int)
SELECT COUNT(*) FILTER (WHERE state = 'waiting' AND next_ms < $1) AS waiting, COUNT(*) FILTER (WHERE state = 'dead') AS dead FROM outbox;

-- name: check_future (now int) -> (n int)
SELECT COUNT(*) AS n FROM event WHERE at_ms > $1;
