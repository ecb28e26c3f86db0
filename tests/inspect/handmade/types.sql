CREATE TABLE t (a, b UNSIGNED BIG INT, c VARYING CHARACTER(70), d NATIVE CHARACTER(3), e DECIMAL(10,5), f VARCHAR2(30),
    g INT(11), i TEXT(20), j DATETIME(6), k TIMESTAMP WITH TIME ZONE, l "quoted type", m DOUBLE(3), n BOOLEAN(1),
    o int unsigned, p STRING, q nvarchar(10), r LONG VARCHAR, s ANY, u UUID, v  varchar ( 3 ), w VARCHAR(3, 4), x NUMERIC(5));
CREATE TABLE copy AS SELECT a, b, q, a + 1 AS sum FROM t;
