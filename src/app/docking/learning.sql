-- What dockings that both sides confirmed teach of others (learning.c).

-- name: learning_stamp () -> (n int, newest_ms int)
SELECT COUNT(*) AS n, COALESCE(MAX(ended_ms), 0) AS newest_ms FROM docking_case WHERE state = 'done';

-- The newest before one; of listings that are for some named parties only nothing is learned.
-- name: learning_dockings (before int, n int) -> (id int, kind text, need_org int?, need_account int, need_zh text, need_en text, need_body_zh text, need_body_en text, need_industry text, need_skills text, offer_org int?, offer_account int, offer_zh text, offer_en text, offer_body_zh text, offer_body_en text, offer_industry text, offer_skills text)*
SELECT c.id, a.kind, a.organisation AS need_org, a.account AS need_account, a.title_zh AS need_zh, a.title_en AS need_en, a.body_zh AS need_body_zh,
       a.body_en AS need_body_en, a.industry AS need_industry, a.skills AS need_skills,
       b.organisation AS offer_org, b.account AS offer_account, b.title_zh AS offer_zh, b.title_en AS offer_en, b.body_zh AS offer_body_zh,
       b.body_en AS offer_body_en, b.industry AS offer_industry, b.skills AS offer_skills
FROM docking_case c JOIN listing a ON a.id = c.need JOIN listing b ON b.id = c.offer
WHERE c.state = 'done' AND c.id < $1 AND a.visibility <> 'named' AND b.visibility <> 'named' ORDER BY c.id DESC LIMIT $2;
