-- Whole rows, as the sample city has them ready.

-- name: demo_occupied () -> (n int)
SELECT (SELECT COUNT(*) FROM organisation) + (SELECT COUNT(*) FROM account) AS n;

-- name: demo_account (id int, login text, name text, password text, lang text, created_ms int) -> ()
INSERT INTO account (id, login, name, password, email, mail, lang, state, totp_cipher, totp_last, created_ms, version)
VALUES ($1, $2, $3, $4, '', 0, $5, 'active', NULL, 0, $6, 1);

-- name: demo_role (account int, role text, department text, district text, organisation int, since_ms int) -> ()
INSERT INTO account_role (account, role, department, district, organisation, since_ms) VALUES ($1, $2, $3, $4, $5, $6)
ON CONFLICT (account, role, department, district, organisation) DO NOTHING;

-- name: demo_person (id int, account int, name text, kind text, division text, education text, skills text, id_cipher blob, id_index blob, phone_cipher blob, phone_index blob, created_ms int) -> ()
INSERT INTO person (id, account, name, kind, division, education, skills, intro_zh, intro_en, id_cipher, id_index, phone_cipher, phone_index,
    bank_cipher, created_ms, version)
VALUES ($1, $2, $3, $4, $5, $6, $7, '', '', $8, $9, $10, $11, NULL, $12, 1);

-- name: demo_organisation (id int, kind text, name_zh text, name_en text, sort_key text, division text, zone text, industry text, size_class text, intro_zh text, intro_en text, state text, reason text, synthetic int, created_by int, created_ms int) -> ()
INSERT INTO organisation (id, kind, name_zh, name_en, sort_key, uscc, division, zone, industry, size_class, intro_zh, intro_en, website, contact,
    bank_cipher, state, reason, synthetic, created_by, created_ms, version)
VALUES ($1, $2, $3, $4, $5, NULL, $6, $7, $8, $9, $10, $11, '', '', NULL, $12, $13, $14, $15, $16, 1);

-- name: demo_membership (account int, organisation int, role text, state text, since_ms int) -> ()
INSERT INTO membership (account, organisation, role, state, since_ms) VALUES ($1, $2, $3, $4, $5);

-- name: demo_listing (id int, side text, kind text, organisation int?, account int, title_zh text, title_en text, body_zh text, body_en text, industry text, skills text, division text, zone text, stage text, languages text, amount_low int?, amount_high int?, quantity int?, from_day text?, to_day text?, open_until text?, visibility text, state text, reason text, published_ms int, renew_by_ms int, reminded_ms int, created_ms int) -> ()
INSERT INTO listing (id, side, kind, organisation, account, title_zh, title_en, body_zh, body_en, industry, skills, division, zone, stage, languages,
    amount_low, amount_high, quantity, from_day, to_day, open_until, visibility, state, reason, source_key, published_ms, renew_by_ms, reminded_ms,
    created_ms, version)
VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17, $18, $19, $20, $21, $22, $23, $24, NULL, $25, $26, $27, $28, 1);

-- name: demo_listing_detail (listing int, field text, value text) -> ()
INSERT INTO listing_detail (listing, field, value) VALUES ($1, $2, $3);

-- name: demo_listing_annex (listing int, body_cipher blob) -> ()
INSERT INTO listing_annex (listing, body_cipher) VALUES ($1, $2);

-- name: demo_listing_party (listing int, organisation int, what text) -> ()
INSERT INTO listing_party (listing, organisation, account, what) VALUES ($1, $2, 0, $3);

-- name: demo_docking_case (id int, need int, offer int, asked text, account int, state text, turn text, turn_ms int, need_ok_ms int?, offer_ok_ms int?, amount int?, people int?, contract_day text?, reason text, created_ms int, ended_ms int?) -> ()
INSERT INTO docking_case (id, need, offer, asked, account, state, turn, turn_ms, reminded_ms, need_ok_ms, offer_ok_ms, amount, people, contract_day, reason,
    created_ms, ended_ms, version)
VALUES ($1, $2, $3, $4, $5, $6, $7, $8, 0, $9, $10, $11, $12, $13, $14, $15, $16, 1);

-- name: demo_case_message (id int, docking_case int, account int, side text, verb text, body text, at_ms int) -> ()
INSERT INTO case_message (id, docking_case, account, side, verb, body, at_ms) VALUES ($1, $2, $3, $4, $5, $6, $7);

-- name: demo_event_row (id int, account int, at_ms int, verb text, kind text, subject int) -> ()
INSERT INTO event (id, account, at_ms, verb, kind, subject, body) VALUES ($1, $2, $3, $4, $5, $6, '');

-- name: demo_notice_row (account int, event int, at_ms int, message text, path text, arg_zh text, arg_en text, read_ms int?) -> ()
INSERT INTO notice (account, event, at_ms, message, path, arg_zh, arg_en, read_ms) VALUES ($1, $2, $3, $4, $5, $6, $7, $8)
ON CONFLICT (account, event) DO NOTHING;

-- name: demo_saved_search (id int, account int, name text, query text, created_ms int) -> ()
INSERT INTO saved_search (id, account, name, query, created_ms) VALUES ($1, $2, $3, $4, $5);

-- name: demo_tenancy (id int, venture int, carrier int, agreement text, entry_day text, due_day text, exit_day text?, exit_kind text?, exit_reason text, moved_from int?, now_ms int) -> ()
INSERT INTO tenancy (id, venture, carrier, agreement, entry_day, due_day, exit_day, exit_kind, exit_reason, moved_from, intake, checked_month, created_ms, version)
VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, NULL, 0, $11, 1);

-- name: demo_session (id int, mentor int, tenancy int, venture int, carrier int, day text, month int, minutes int, topic text, held_ms int, mentor_words text, mentor_ms int?, venture_words text, venture_ms int?) -> ()
INSERT INTO mentor_session (id, mentor, tenancy, venture, carrier, day, month, minutes, topic, state, held_ms, mentor_words, mentor_ms, venture_words, venture_ms, version)
VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, 'held', $10, $11, $12, $13, $14, 1);

-- name: demo_firm (id int, uscc text, name text, name_key text, division text, zone text, industry text, registered_day text, closed_day text?, now_ms int) -> ()
INSERT INTO firm (id, organisation, uscc, name, name_key, division, zone, industry, registered_day, closed_day, synthetic, created_ms, version)
VALUES ($1, NULL, $2, $3, $4, $5, $6, $7, $8, $9, 1, $10, 1);

-- name: demo_intake (id int, carrier int, venture int, account int, pitch text, people int, state text, reason text, decided_by int?, decided_ms int?, created_ms int) -> ()
INSERT INTO intake (id, carrier, venture, account, source, source_id, pitch, people, state, reason, decided_by, decided_ms, created_ms, version)
VALUES ($1, $2, $3, $4, 'page', NULL, $5, $6, $7, $8, $9, $10, $11, 1);

-- A carrier's monthly return that came late and waits, of the newest of some months.
-- name: demo_late_return (from_month int, until_month int) -> (id int, period int)
SELECT f.id, f.period FROM filing f
WHERE f.form = 'monthly' AND f.state = 'late' AND f.live = 0 AND f.period >= $1 AND f.period <= $2 ORDER BY f.period DESC, f.id LIMIT 1;
