CREATE EXTENSION IF NOT EXISTS plpgsql;
CREATE TABLE since13 (a tsvector, b int GENERATED ALWAYS AS (1) STORED);
CREATE INDEX signed ON since13 USING gist (a tsvector_ops (siglen = 32));
