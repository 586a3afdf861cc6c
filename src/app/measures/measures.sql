-- The cube of counts (measures.h).

-- name: cell_add (measure text, cut text, code text, grp text, month int, value int) -> ()
INSERT INTO cell (measure, cut, code, grp, month, value) VALUES ($1, $2, $3, $4, $5, $6)
ON CONFLICT (measure, cut, grp, code, month) DO UPDATE SET value = cell.value + excluded.value;

-- name: cell_of (measure text, cut text, code text, grp text, from_month int, until_month int) -> (month int, value int)*
SELECT month, value FROM cell WHERE measure = $1 AND cut = $2 AND code = $3 AND grp = $4 AND month >= $5 AND month <= $6 AND value <> 0 ORDER BY month;

-- name: cell_cut (measure text, cut text, grp text, from_month int, until_month int) -> (code text, month int, value int)*
SELECT code, month, value FROM cell WHERE measure = $1 AND cut = $2 AND grp = $3 AND month >= $4 AND month <= $5 AND value <> 0 ORDER BY code, month;
