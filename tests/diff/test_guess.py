from __future__ import annotations

from azuraforge_schemagen.diagnostics import Diagnostic
from azuraforge_schemagen.diagnostics.codes import CODES
from azuraforge_schemagen.diff import diff, lookalikes
from azuraforge_schemagen.ir.intent import Intent, Rename
from azuraforge_schemagen.ir.names import QName, Ref
from azuraforge_schemagen.ir.schema import Generated, Object, Sql, schema_of
from azuraforge_schemagen.source import Span
from tests.diff.words import column, enum, renamed, table


def asked(old: list[Object], new: list[Object], *renames: Rename, **rest: object) -> list[Diagnostic]:
    intent = Intent(renames=renames, **rest)  # type: ignore[arg-type]
    return list(lookalikes(diff(schema_of(*old), schema_of(*new), intent)))


USERS = [table("users", "id", "email", "name")]
PEOPLE = [table("people", "id", "email", "name", "age")]


def test_a_table() -> None:
    (found,) = asked(USERS, PEOPLE)
    assert found.code == "SG301"
    assert found.message == "the table users would be dropped while people is added: a rename?"
    assert found.help == (
        "if it is the same one, write 'renamed_from: users' in the file of people; "
        "if it is not, give '--allow drop-table:users'"
    )


def test_nothing_is_asked_where_the_author_spoke() -> None:
    assert asked(USERS, PEOPLE, renamed("table", "people", "users", "people")) == []
    assert asked(USERS, PEOPLE, allow=frozenset({"drop-table:users"})) == []
    assert asked(USERS, PEOPLE, allow=frozenset({"all"})) == []


def test_nothing_is_asked_of_what_is_not_alike() -> None:
    assert asked(USERS, [table("posts", "id", "title", "body")]) == []
    assert asked(USERS, [table("app.people", "id", "email", "name")]) == []
    assert asked(USERS, [table("app.users", "id", "title", "body")]) == []
    assert asked([table("t", "a", column("b", "date"))], [table("t", "a", column("c", "text"))]) == []
    computed = column("c", generated=Generated(Sql("a")))
    assert asked([table("t", "a", "b")], [table("t", "a", computed)]) == []


def test_a_table_in_another_database_schema() -> None:
    (found,) = asked(USERS, [table("app.users", "id", "email", "name")])
    assert found.code == "SG301"
    assert found.message == "the table users would be dropped while app.users is added: a move?"
    assert "'moved_from: public' in the file of app.users" in found.help


def test_a_column_and_its_nearest_name() -> None:
    (found,) = asked([table("t", "x", "user name")], [table("t", "x", "zip", "username")])
    assert found.code == "SG302"
    assert found.message == "the column t.user name would be dropped while t.username is added: a rename?"
    assert "'username: { ..., renamed_from: \"user name\" }'" in found.help
    assert found.help.endswith("give '--allow 'drop-column:t.user name''")


def test_an_enum() -> None:
    (found,) = asked([enum("e", "a", "b")], [enum("f", "a", "b", "c")])
    assert (found.code, "drop-enum:e" in found.help) == ("SG303", True)


def test_a_value() -> None:
    (found,) = asked([enum("e", "RUNNING", "DONE")], [enum("e", "STARTED", "DONE")])
    assert found.code == "SG304"
    assert found.message == "the value e.RUNNING would be dropped while e.STARTED is added: a rename?"
    assert "'- STARTED: { renamed_from: RUNNING }'" in found.help
    moved = {QName("", "e"): {"RUNNING": "DONE"}}
    assert asked([enum("e", "RUNNING", "DONE")], [enum("e", "STARTED", "DONE")], removed_values=moved) == []
    assert asked([enum("e", "a", "b", "c")], [enum("e", "x", "y", "c")]) == []


def test_it_points_at_the_new_one() -> None:
    places: list[tuple[object, ...]] = []

    def locate(ref: Ref, *place: str) -> Span | None:
        places.append((ref, *place))
        return Span("schema/x.yaml", 3)

    found = diff(schema_of(table("t", "a")), schema_of(table("t", "b")), Intent())
    assert [it.span for it in lookalikes(found, locate)] == [Span("schema/x.yaml", 3)]
    assert places == [(Ref("table", QName("", "t")), "columns", "b")]


def test_something_that_made_way_is_called_by_its_own_name() -> None:
    old = [table("a", "p", "q"), table("b", "x", "y")]
    new = [table("b", "p", "q"), table("c", "x", "y")]
    found = diff(
        schema_of(*old), schema_of(*new), Intent((renamed("table", "b", "a", "b"),), allow=frozenset({"drop-table:b"}))
    )
    assert [type(op).__name__ for op in found.ops][-2:] == ["DropTable", "CreateTable"]
    assert lookalikes(found) == ()


def test_every_code_has_a_manual() -> None:
    for number in ("SG301", "SG302", "SG303", "SG304"):
        assert "--allow drop-" in CODES[number].manual
        assert "renamed_from" in CODES[number].manual
