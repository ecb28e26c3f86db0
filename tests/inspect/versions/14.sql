CREATE TABLE since14 (a int4multirange, b app.span, c text COMPRESSION pglz);
CREATE STATISTICS since14s ON (a::text), c FROM since14;
