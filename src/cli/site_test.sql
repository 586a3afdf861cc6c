-- What site_test.c asks of the rows: some ids of every table whose rows belong to somebody.

-- name: site_test_ids (n int) -> (kind text, id int)*
WITH private_listing AS (SELECT id FROM listing WHERE state IN ('draft', 'review', 'refused') OR visibility = 'named' ORDER BY id LIMIT $1),
     some_case AS (SELECT id FROM docking_case ORDER BY id LIMIT $1),
     some_message AS (SELECT id FROM case_message ORDER BY id LIMIT $1),
     some_listing AS (SELECT id FROM listing WHERE state = 'open' AND visibility = 'public' ORDER BY id LIMIT $1),
     some_organisation AS (SELECT id FROM organisation WHERE state = 'active' ORDER BY id LIMIT $1),
     pending AS (SELECT id FROM organisation WHERE state = 'pending' ORDER BY id LIMIT $1),
     some_account AS (SELECT id FROM account ORDER BY id LIMIT $1),
     some_person AS (SELECT id FROM person ORDER BY id LIMIT $1),
     some_session AS (SELECT id FROM session ORDER BY id LIMIT $1),
     some_search AS (SELECT id FROM saved_search ORDER BY id LIMIT $1),
     some_fair AS (SELECT id FROM fair ORDER BY id LIMIT $1),
     some_party AS (SELECT id FROM fair_party ORDER BY id LIMIT $1),
     some_comer AS (SELECT id FROM fair_person ORDER BY id LIMIT $1),
     some_meeting AS (SELECT id FROM fair_meeting ORDER BY id LIMIT $1),
     some_filing AS (SELECT id FROM filing ORDER BY id LIMIT $1),
     some_version AS (SELECT id FROM filing_version ORDER BY id LIMIT $1),
     some_carrier AS (SELECT organisation AS id FROM carrier ORDER BY organisation LIMIT $1),
     some_venture AS (SELECT id FROM venture ORDER BY id LIMIT $1),
     some_intake AS (SELECT id FROM intake ORDER BY id LIMIT $1),
     some_mentoring AS (SELECT id FROM mentor_session ORDER BY id LIMIT $1),
     some_event AS (SELECT id FROM event ORDER BY id LIMIT $1)
SELECT CAST('private listing' AS TEXT) AS kind, id FROM private_listing UNION ALL SELECT CAST('case' AS TEXT), id FROM some_case
UNION ALL SELECT CAST('message' AS TEXT), id FROM some_message UNION ALL SELECT CAST('listing' AS TEXT), id FROM some_listing
UNION ALL SELECT CAST('organisation' AS TEXT), id FROM some_organisation UNION ALL SELECT CAST('pending organisation' AS TEXT), id FROM pending
UNION ALL SELECT CAST('account' AS TEXT), id FROM some_account UNION ALL SELECT CAST('person' AS TEXT), id FROM some_person
UNION ALL SELECT CAST('session' AS TEXT), id FROM some_session UNION ALL SELECT CAST('search' AS TEXT), id FROM some_search
UNION ALL SELECT CAST('fair' AS TEXT), id FROM some_fair UNION ALL SELECT CAST('fair party' AS TEXT), id FROM some_party
UNION ALL SELECT CAST('fair person' AS TEXT), id FROM some_comer UNION ALL SELECT CAST('meeting' AS TEXT), id FROM some_meeting
UNION ALL SELECT CAST('filing' AS TEXT), id FROM some_filing UNION ALL SELECT CAST('filing version' AS TEXT), id FROM some_version
UNION ALL SELECT CAST('carrier' AS TEXT), id FROM some_carrier UNION ALL SELECT CAST('venture' AS TEXT), id FROM some_venture
UNION ALL SELECT CAST('intake' AS TEXT), id FROM some_intake UNION ALL SELECT CAST('mentor session' AS TEXT), id FROM some_mentoring
UNION ALL SELECT CAST('event' AS TEXT), id FROM some_event;

-- name: site_test_events_of (account int) -> (n int)
SELECT COUNT(*) AS n FROM event WHERE account = $1;

-- name: site_test_events (after int) -> (n int)
SELECT COUNT(*) AS n FROM event WHERE id > $1;
