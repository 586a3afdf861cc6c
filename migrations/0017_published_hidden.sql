-- Whether everybody could have a value when it was published: one that was hidden stays so, however many there are later. Of earlier
-- releases the open file says it; their values are shown where today's would be.
ALTER TABLE figure_value ADD COLUMN hidden BIGINT NOT NULL DEFAULT 0 CHECK (hidden IN (0, 1));
