"""The scan of SQL texts against the server's own record of what stands on what."""

from __future__ import annotations

from dataclasses import replace

import pytest

from azuraforge_schemagen.db.connect import connect
from azuraforge_schemagen.db.inspect import inspect
from azuraforge_schemagen.db.inspect.inspection import Inspection
from azuraforge_schemagen.ir.names import QName, Ref
from azuraforge_schemagen.ir.schema import Object, Sql
from azuraforge_schemagen.plan.graph import graph

BASE = """
CREATE TABLE a (id int PRIMARY KEY, x int, label text);
CREATE TABLE b (id int PRIMARY KEY, x int);
CREATE TABLE "C d" (id int, x int);
CREATE SCHEMA s;
CREATE TABLE s.t (id int, x int);
CREATE VIEW va AS SELECT 1 AS id, 2 AS x;
CREATE TYPE mood AS ENUM ('p', 'q');
CREATE DOMAIN dm AS text;
CREATE TYPE co AS (m int, n text);
CREATE TYPE rg AS RANGE (SUBTYPE = int);
CREATE COLLATION cl FROM "C";
CREATE SEQUENCE sq;
CREATE FUNCTION f(int) RETURNS int IMMUTABLE LANGUAGE sql AS 'SELECT 1';
CREATE FUNCTION yes(int) RETURNS bool IMMUTABLE LANGUAGE sql AS 'SELECT true';
CREATE FUNCTION s.g(int DEFAULT 1) RETURNS int LANGUAGE sql AS 'SELECT 1';
CREATE FUNCTION rf(a) RETURNS int LANGUAGE sql AS 'SELECT 1';
CREATE FUNCTION rc(co) RETURNS int LANGUAGE sql AS 'SELECT 1';
CREATE FUNCTION srf() RETURNS SETOF b LANGUAGE sql AS 'SELECT * FROM b';
CREATE FUNCTION "Odd F"() RETURNS int LANGUAGE sql AS 'SELECT 1';
CREATE AGGREGATE ag(int) (SFUNC = int4pl, STYPE = int);
CREATE FUNCTION fire() RETURNS trigger LANGUAGE plpgsql AS 'BEGIN RETURN NEW; END';
CREATE DOMAIN pd AS int DEFAULT f(1) CHECK (yes(VALUE));
CREATE TABLE u (
    id int PRIMARY KEY CHECK (yes(id)), m mood DEFAULT 'p'::mood, z text CHECK (CAST(z AS dm) <> 'y'),
    n int DEFAULT nextval('sq'),
    g bool GENERATED ALWAYS AS (yes(id)) STORED, c co[], d pd
);
CREATE INDEX ui ON u (f(id)) WHERE yes(n);
CREATE TABLE h (more int) INHERITS (u);
CREATE TABLE p (a int, b mood, PRIMARY KEY (a, b)) PARTITION BY LIST (b);
CREATE TABLE p1 PARTITION OF p FOR VALUES IN ('p');
CREATE TABLE k (a int, b mood, FOREIGN KEY (a, b) REFERENCES p);
CREATE POLICY pol ON u USING (yes(id));
CREATE STATISTICS st ON (id + n), (f(id)) FROM u;
CREATE TRIGGER tr AFTER INSERT ON u FOR EACH ROW WHEN (yes(new.id)) EXECUTE FUNCTION fire();
"""
QUERIES = """
TABLE a
SELECT 1 FROM (a JOIN b USING (id)), va
SELECT 1 FROM ((a CROSS JOIN b) JOIN va ON true)
SELECT 1 FROM ONLY a, ONLY (b)
SELECT 1 FROM a AS q (m, n), b
SELECT 1 FROM a q JOIN LATERAL (SELECT 1 FROM b WHERE b.id = q.id) z ON true, va
SELECT 1 FROM ROWS FROM (f(1), srf()) WITH ORDINALITY
SELECT 1 FROM a TABLESAMPLE SYSTEM (10), b
SELECT EXISTS (TABLE b) AS one
SELECT 1 FROM a WHERE id IS DISTINCT FROM (SELECT id FROM b LIMIT 1)
WITH b2 AS MATERIALIZED (SELECT * FROM b), z (i) AS (SELECT id FROM a) SELECT 1 FROM b2, z
WITH RECURSIVE z AS (SELECT id FROM a UNION ALL SELECT z.id FROM z JOIN b ON b.id = z.id) SELECT 1 FROM z
SELECT extract(year FROM now()) FROM a, b
SELECT substring(label FROM 1 FOR 2), b.x FROM a, b
SELECT rf(a) FROM a
SELECT a.rf FROM a
SELECT (a).rf FROM a
SELECT (z.c).rc FROM (SELECT row(1, 'x')::co AS c) z
SELECT (row(1, 'x')::co).m
SELECT "Odd F"()
SELECT U&"\\004fdd F"() FROM U&"C d"
SELECT s.g() AS one, public.f(1) FROM public.a
SELECT 'f(int)'::regprocedure, regclass 'a', cast('s.t' AS regclass) AS two, 's.g'::regproc::oid AS three
SELECT mood 'p', array['p']::mood[] AS two, cast('p' AS public.mood) AS three, null::dm COLLATE cl AS four
SELECT label COLLATE "cl" FROM a
SELECT nextval('sq'), currval('public.sq'::regclass)
SELECT last_value FROM sq
SELECT '[1,2)'::rg, rg(1, 2) AS two
SELECT ag(id) FILTER (WHERE x > 1) OVER (PARTITION BY f(x)) FROM a
SELECT CASE WHEN f(1) = 1 THEN s.g(2) ELSE (SELECT max(id) FROM b) END FROM a
SELECT null::a AS one, null::b[] AS two, cast(null AS s.t) AS three
SELECT a FROM a
SELECT row(a.*)::text, b::text FROM a, b
SELECT coalesce(a.x, f(a.id)) FROM a LEFT JOIN b ON f(b.id) = s.g(a.id)
SELECT 1 FROM a ORDER BY f(x) LIMIT (SELECT count(*) FROM b)
SELECT 1 FROM a GROUP BY GROUPING SETS ((id), (f(x))), ()
SELECT 1 FROM a WINDOW w AS (ORDER BY f(x))
SELECT 1 FROM a OFFSET (SELECT f(1)) FETCH FIRST 2 ROWS ONLY
VALUES (f(1)), ((SELECT id FROM b LIMIT 1))
SELECT * FROM xmltable('/r' PASSING (SELECT xmlelement(NAME a) FROM a LIMIT 1) COLUMNS c int PATH 'x' DEFAULT f(1))
SELECT 1 FROM a NATURAL JOIN b NATURAL FULL JOIN "C d"
SELECT array(SELECT id FROM a), (SELECT array_agg(v) FROM va v) AS two
SELECT $$FROM b$$ AS t, 'FROM va' AS two FROM a
SELECT (srf()).* FROM a
SELECT z.x FROM srf() AS z, LATERAL f(z.x) q
SELECT f (1), s . g (1) FROM s . t
""".strip().splitlines()
BODIES = """
INSERT INTO a SELECT id, x FROM b
DELETE FROM a USING b, va WHERE a.id = b.id
DELETE FROM a USING b JOIN s.t t ON true WHERE a.id = b.id RETURNING f(a.id)
DELETE FROM a USING (SELECT id FROM b) q, va WHERE a.id = q.id
UPDATE ONLY a AS q SET (x, label) = (SELECT x, 'n' FROM b LIMIT 1) FROM va
INSERT INTO a (id) VALUES (1) ON CONFLICT (id) DO UPDATE SET x = f(excluded.x) WHERE a.x > (SELECT max(x) FROM b)
WITH z AS (DELETE FROM a RETURNING id) INSERT INTO b SELECT id, f(id) FROM z
SELECT 1 FROM a FOR UPDATE OF a
""".strip().splitlines()


@pytest.fixture
def read(pg_database: str) -> Inspection:
    """Everything, with the texts of views and bodies as a person wrote them."""
    engine = connect(pg_database)
    written: dict[Ref, Sql] = {}
    with engine.begin() as connection:
        if (connection.dialect.server_version_info or (0,)) < (14,):
            pytest.skip("BEGIN ATOMIC is of PostgreSQL 14")
        run = connection.exec_driver_sql
        run(BASE)
        for number, query in enumerate(QUERIES):
            run(f"CREATE VIEW v{number} AS {query}")
            written[Ref("view", QName("", f"v{number}"))] = Sql(query)
        for number, body in enumerate(BODIES):
            run(f"CREATE PROCEDURE p{number}() LANGUAGE sql BEGIN ATOMIC {body}; END")
            written[Ref("procedure", QName("", f"p{number}()"))] = Sql(f"BEGIN ATOMIC {body}; END")
    with engine.connect() as connection:
        found = inspect(connection)
    engine.dispose()
    objects: dict[Ref, Object | None] = {}
    for ref, text in written.items():
        field = "query" if ref.kind == "view" else "body"
        objects[ref] = replace(found.schema.objects[ref], **{field: text})  # type: ignore[arg-type]
    return replace(found, schema=found.schema.with_objects(objects))


@pytest.mark.postgresql
def test_the_scan_sees_what_the_server_records(read: Inspection) -> None:
    seen, objects = graph(read.schema), read.schema.objects
    stands = {(it.by, it.on) for it in read.stands if it.by in objects and it.on in objects}
    assert len(stands) > 120
    assert [f"{by} {on}" for by, on in sorted(stands) if not seen.sees(by, on)] == []


@pytest.mark.postgresql
def test_the_scan_sees_nothing_else_in_queries(read: Inspection) -> None:
    stands = {(it.by, it.on) for it in read.stands}
    below = {by: every for by, every in graph(read.schema).below.items() if by.kind in ("view", "procedure")}
    assert sorted((by, on) for by, every in below.items() for on in every if (by, on) not in stands) == []
