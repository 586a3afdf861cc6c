-- Which of a person's tokens a program came with; 0: she was there herself. The number stays when the token is gone.
ALTER TABLE event ADD COLUMN token BIGINT NOT NULL DEFAULT 0;
