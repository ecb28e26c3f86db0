CREATE TABLE since15 (
    a int, b int, c numeric(2, -3),
    CONSTRAINT since15u UNIQUE NULLS NOT DISTINCT (a, b),
    CONSTRAINT since15f FOREIGN KEY (a, b) REFERENCES since15 (a, b) ON DELETE SET NULL (b)
);
CREATE UNIQUE INDEX since15i ON since15 (c) NULLS NOT DISTINCT;
