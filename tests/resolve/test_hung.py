"""Triggers, policies and extended statistics in their table's file."""

from __future__ import annotations

import pytest

from azuraforge_schemagen.ir.bodies import Event, Policy, Statistics, Trigger
from azuraforge_schemagen.ir.intent import Rename
from azuraforge_schemagen.ir.names import QName, Ref
from azuraforge_schemagen.ir.schema import IndexKey, Sql
from tests.resolve.reading import BOTH, clean, codes

TABLE = "table: t\nschema: app\ncolumns: { a: integer, b: text }\n"
T = QName("app", "t")


def test_a_trigger_with_everything() -> None:
    found = clean(
        TABLE
        + """triggers:
  tally:
    timing: after
    events: [delete, { update: [b, a] }, insert]
    when: pg_trigger_depth()  = 0
    execute: { function: other.tally, arguments: [x, "it's"] }
    constraint: true
    deferrable: deferred
    from: u
    enabled: always
    comment: how many
    renamed_from: count
  seen: { timing: after, events: [insert], each: statement, new_table: added, execute: touch() }
""",
        "table: u\nschema: app\ncolumns: { a: integer }",
    )
    assert found.schema.objects[Ref("trigger", QName("app", "t.tally"))] == Trigger(
        T,
        "tally",
        "after",
        (Event("insert"), Event("delete"), Event("update", ("a", "b"))),
        QName("other", "tally"),
        ("x", "it's"),
        when=Sql("pg_trigger_depth() = 0"),
        constraint=True,
        deferrable="deferred",
        from_table=QName("app", "u"),
        enabled="always",
        comment="how many",
    )
    assert found.schema.objects[Ref("trigger", QName("app", "t.seen"))] == Trigger(
        T, "seen", "after", (Event("insert"),), QName("", "touch"), each_row=False, new_table="added"
    )
    assert found.intent.renames == (Rename("trigger", T, "count", "tally"),)
    span = found.source_map.span(Ref("trigger", QName("app", "t.tally")), "events")
    assert span is not None
    assert span.line == 7


def test_a_function_whose_name_holds_a_dot() -> None:
    spec = "triggers: { x: { timing: before, events: [insert], execute: { schema: s, function: a.b() } } }"
    (trigger,) = (it for it in clean(TABLE + spec).schema.objects.values() if isinstance(it, Trigger))
    assert trigger.function == QName("s", "a.b()")


@pytest.mark.parametrize(
    ("spec", "where"),
    [
        ("timing: before, events: [insert]", "x"),
        ("timing: instead_of, events: [insert], execute: f()", "timing"),
        ("timing: before, events: [insert, insert], execute: f()", "events"),
        ("timing: before, events: [truncate], execute: f()", "events"),
        ("timing: after, events: [insert], execute: f(), deferrable: deferred", "deferrable"),
        ("timing: after, events: [insert], execute: f(), from: t", "from"),
        ("timing: before, events: [insert], execute: f(), constraint: true", "constraint"),
        ("timing: after, events: [insert], execute: f(), old_table: o", "old_table"),
        ("timing: after, events: [update], execute: f(), old_table: o, new_table: o", "new_table"),
        ("timing: before, events: [insert, update], execute: f(), when: old.a > 0", "when"),
        ("timing: before, events: [delete], execute: f(), when: f(NEW)", "when"),
        ("timing: before, events: [update], each: statement, execute: f(), when: NEW.a > 0", "when"),
        ("timing: before, events: [update], execute: f(), old_table: o", "old_table"),
        ("timing: after, events: [update, delete], execute: f(), old_table: o", "old_table"),
        ("timing: after, events: [{ update: [a] }], execute: f(), new_table: o", "new_table"),
    ],
)
def test_triggers_that_no_server_takes(spec: str, where: str) -> None:
    assert codes(TABLE + f"triggers: {{ x: {{ {spec} }} }}") == ["SG184"]


def test_what_triggers_name_and_is_not_there() -> None:
    text = TABLE + "triggers: { x: { timing: before, events: [{ update: [c, a] }], execute: f() } }"
    assert codes(text) == ["SG131"]
    other = TABLE + "triggers: { x: { timing: after, events: [insert], execute: f(), constraint: true, from: no } }"
    assert codes(other) == ["SG140"]


def test_what_they_need_and_their_text_does_not_show() -> None:
    text = TABLE + "triggers: { x: { timing: after, events: [insert], execute: f(), depends_on: ['table:%s'] } }"
    assert codes(text % "u") == ["SG168"]
    (trigger,) = (it for it in clean(text % "t").schema.objects.values() if isinstance(it, Trigger))
    assert trigger.depends_on == ("table:app.t",)


def test_policies() -> None:
    found = clean(
        TABLE
        + """policies:
  own: { for: select, to: [b, a], using: "b IN (SELECT  current_user)", restrictive: true, comment: mine }
  all: { check: a > 0, renamed_from: every }
"""
    )
    assert found.schema.objects[Ref("policy", QName("app", "t.own"))] == Policy(
        T, "own", False, "select", ("a", "b"), Sql("b IN (SELECT current_user)"), comment="mine"
    )
    every = found.schema.objects[Ref("policy", QName("app", 't."all"'))]
    assert every == Policy(T, "all", check=Sql("a > 0"))
    assert found.intent.renames == (Rename("policy", T, "every", "all"),)


@pytest.mark.parametrize("spec", ["for: insert, using", "for: select, check", "for: delete, check"])
def test_policies_that_no_server_takes(spec: str) -> None:
    assert codes(TABLE + f"policies: {{ p: {{ {spec}: a > 0 }} }}") == ["SG185"]


def test_everybody_stands_alone() -> None:
    assert codes(TABLE + "policies: { p: { to: [public, app] } }") == ["SG185"]
    assert codes(TABLE + "policies: { p: { to: [public] } }") == []


def test_the_function_of_a_trigger_returns_one() -> None:
    trigger = TABLE + "triggers: { x: { timing: before, events: [insert], execute: f() } }"
    assert codes(trigger, "function: f\nreturns: int\nbody: SELECT 1") == ["SG184"]
    assert codes(trigger, "function: f\nreturns: trigger\nlanguage: plpgsql\nbody: BEGIN END") == []


def test_statistics() -> None:
    found = clean(
        TABLE
        + """statistics:
  both: { columns: [{ expr: lower(b) }, b, a], kinds: [ndistinct, mcv], target: 50, schema: public, comment: x }
  key: { name: one, columns: [{ expr: a + 1 }], renamed_from: eins }
"""
    )
    keys = (IndexKey("a"), IndexKey("b"), IndexKey(None, Sql("lower(b)")))
    assert found.schema.objects[Ref("statistics", QName("", "both"))] == Statistics(
        QName("", "both"), T, keys, ("mcv", "ndistinct"), 50, "x"
    )
    one = QName("app", "one")
    assert found.schema.objects[Ref("statistics", one)] == Statistics(one, T, (IndexKey(None, Sql("a + 1")),))
    assert found.intent.renames == (Rename("statistics", one, "eins", "one"),)


@pytest.mark.parametrize(
    ("spec", "code"),
    [
        ("columns: [a]", "SG186"),
        ("columns: [{ expr: a + 1 }], kinds: [mcv]", "SG186"),
        ("columns: [a, c]", "SG131"),
        ("columns: [a, a]", "SG132"),
    ],
)
def test_statistics_that_no_server_takes(spec: str, code: str) -> None:
    assert codes(TABLE + f"statistics: {{ s: {{ {spec} }} }}") == [code]


def test_statistics_of_one_schema_share_their_names() -> None:
    spec = "statistics: { s: { columns: [a, b], schema: app } }"
    assert codes(TABLE + spec, "table: u\ncolumns: { a: integer, b: text }\n" + spec) == ["SG123"]


def test_partitions_have_their_own() -> None:
    found = clean(
        """table: t
columns: { a: integer, b: integer }
partition_by: { list: [a] }
partitions:
  p:
    in: [1]
    triggers: { x: { timing: before, events: [{ update: [b] }], execute: f() } }
    policies: { y: { using: "a > 0" } }
    statistics: { z: { columns: [a, b] } }
"""
    )
    owned = {
        it.ref.kind: it.table for it in found.schema.objects.values() if isinstance(it, Trigger | Policy | Statistics)
    }
    assert owned == dict.fromkeys(("trigger", "policy", "statistics"), QName("", "p"))


SQLITE = "table: t\ncolumns: { a: integer }\ntriggers: { x: { timing: after, events: [%s], %s } }"


def test_a_trigger_of_two_dialects() -> None:
    body = 'body: "UPDATE t SET a = 1"'
    found = clean(SQLITE % ("insert", f"execute: f(), {body}"), targets=BOTH)
    (trigger,) = (it for it in found.schema.objects.values() if isinstance(it, Trigger))
    assert trigger.body == Sql("UPDATE t SET a = 1;")
    assert codes(SQLITE % ("insert", "execute: f()"), targets=BOTH) == ["SG180"]
    assert codes(SQLITE % ("insert", body), targets=BOTH) == ["SG180"]
    assert codes(SQLITE % ("insert", "execute: f(), dialects: [postgresql]"), targets=BOTH) == []
    assert codes(SQLITE % ("insert", f"{body}, dialects: [sqlite]"), targets=BOTH) == []
    assert codes(SQLITE % ("insert", 'body: { sqlite: "SELECT 1;", postgresql: null }'), targets=BOTH) == []
    assert codes(SQLITE % ("insert, update", f"execute: f(), {body}"), targets=BOTH) == ["SG180"]
    assert codes(SQLITE % ("insert", f"execute: f(), {body}, each: statement"), targets=BOTH) == ["SG180"]
    assert codes(SQLITE % ("insert", f"execute: f(), {body}, enabled: false"), targets=BOTH) == ["SG180"]


def test_triggers_of_sqlite_share_their_names() -> None:
    text = SQLITE % ("insert", 'body: "SELECT 1;", execute: f()')
    assert codes(text, text.replace("table: t", "table: u").replace("x:", "X:"), targets=BOTH) == ["SG180"]


def test_marks_are_at_most_the_tables() -> None:
    text = "table: t\ndialects: [postgresql]\ncolumns: { a: integer }\npolicies: { p: { using: a > 0 %s } }"
    found = clean(text % "", targets=BOTH)
    (policy,) = (it for it in found.schema.objects.values() if isinstance(it, Policy))
    assert policy.dialects == ("postgresql",)
    assert "SG138" in codes(text % ", dialects: [sqlite]", targets=BOTH)
