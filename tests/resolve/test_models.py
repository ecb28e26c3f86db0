"""How Python sees it: classes, attributes, enum members."""

from __future__ import annotations

import pytest

from azuraforge_schemagen.ir.names import QName
from tests.resolve.reading import class_of, clean, codes, resolved

ID = "id: { type: bigint, primary_key: true }"


def attributes(*columns: str) -> dict[str, str]:
    """Attribute names by column."""
    lines = "".join(f"  {column!r}: text\n" for column in columns)
    found = resolved(f"table: t\ncolumns:\n  k: {{ type: bigint, primary_key: true }}\n{lines}")
    assert not [one for one in found.diagnostics if one.severity == "error"]
    return {it.column: it.name for it in class_of(found, "t").attributes[1:]}


@pytest.mark.parametrize(
    ("table", "name"),
    [
        ("users", "Users"),
        ("prediction_tasks", "PredictionTasks"),
        ("userRole", "UserRole"),
        ("order by", "OrderBy"),
        ("2fa", "T2fa"),
        ("../../etc/x", "EtcX"),
        ("%", "Unnamed"),
        ("né", "Né"),
        ("base", "Base_"),
        ("column", "Column_"),
        ("mapped", "Mapped_"),
        ("datetime", "Datetime"),
        ("enum", "Enum_"),
        ("list", "List_"),
        ("none", "None_"),
        ("exception", "Exception_"),
        ("__init__", "Init"),
    ],
)
def test_a_class_is_called_after_its_table(table: str, name: str) -> None:
    assert class_of(clean(f"table: {table!r}\ncolumns: {{ {ID} }}"), table).name == name


def test_a_written_class_is_taken_as_it_is() -> None:
    assert class_of(clean(f"table: t\nclass: Session\ncolumns: {{ {ID} }}"), "t").name == "Session"


@pytest.mark.parametrize("name", ["Base", "class", "None", "__x", "get_session_local"])
def test_a_written_class_may_not_be_the_module_s_own(name: str) -> None:
    assert codes(f"table: t\nclass: {name}\ncolumns: {{ {ID} }}") == ["SG160"]


def test_equal_classes_are_told_apart_by_their_schemas() -> None:
    found = clean(
        f"table: users\nschema: app\ncolumns: {{ {ID} }}",
        f"table: users\nschema: auth\ncolumns: {{ {ID} }}",
        f"table: users\ncolumns: {{ {ID} }}",
    )
    assert {str(name): it.name for name, it in found.orm.classes.items()} == {
        "users": "Users",
        "app.users": "AppUsers",
        "auth.users": "AuthUsers",
    }


@pytest.mark.parametrize(
    "texts",
    [
        (f"table: user_role\ncolumns: {{ {ID} }}", f"table: UserRole\ncolumns: {{ {ID} }}"),
        (f"table: a\nclass: X\ncolumns: {{ {ID} }}", f"table: b\nclass: X\ncolumns: {{ {ID} }}"),
        (f"table: a\nclass: B\ncolumns: {{ {ID} }}", f"table: b\ncolumns: {{ {ID} }}"),
        (f"table: a\nclass: Kind\ncolumns: {{ {ID} }}", "enum: kind\nvalues: [x]"),
    ],
)
def test_two_classes_cannot_have_one_name(texts: tuple[str, ...]) -> None:
    found = resolved(*texts).diagnostics
    assert [one.code for one in found] == ["SG160"]
    assert found[0].labels


def test_what_a_table_without_a_key_says_about_a_class_is_useless() -> None:
    found = resolved("table: t\nclass: T\ncolumns: { a: text }").diagnostics
    assert [(one.code, one.severity) for one in found] == [("SG160", "warning")]


@pytest.mark.parametrize(
    ("column", "name"),
    [
        ("name", "name"),
        ("class", "class_"),
        ("import", "import_"),
        ("None", "None_"),
        ("async", "async_"),
        ("match", "match"),
        ("type", "type"),
        ("_", "c_"),
        ("metadata", "metadata_"),
        ("registry", "registry_"),
        ("query", "query_"),
        ("self", "self_"),
        ("__init__", "init_"),
        ("__table__", "table_"),
        ("__mapper_args__", "mapper_args_"),
        ("__x", "x_"),
        ("_sa_instance_state", "sa_instance_state_"),
        ("_sa_registry", "sa_registry_"),
        ("__dict__", "dict_"),
        ("2fa", "c_2fa"),
        ("a-b", "a_b"),
        ("a b", "a_b"),
        ("$x", "_x"),
        ('a"b', "a_b"),
        ("100%", "c_100_"),
        ("💥", "c_"),
        ("né", "né"),
        ("uuid", "uuid"),
    ],
)
def test_an_attribute_is_its_column_where_that_can_be(column: str, name: str) -> None:
    assert attributes(column) == {column: name}


def test_derived_attributes_step_aside_for_those_that_are_their_column() -> None:
    assert attributes("class", "class_") == {"class": "class_2", "class_": "class_"}
    assert attributes("a b", "a-b", "a_b") == {"a b": "a_b_2", "a-b": "a_b_3", "a_b": "a_b"}
    assert attributes("A", "a") == {"A": "A", "a": "a"}


def test_an_attribute_does_not_hide_a_class() -> None:
    found = clean(f"table: t\ncolumns: {{ {ID}, Kind: kind, T: text }}", "enum: kind\nvalues: [a]")
    assert [it.name for it in class_of(found, "t").attributes] == ["id", "Kind_", "T_"]


def test_attr_is_taken_as_it_is() -> None:
    found = clean(f"table: t\ncolumns: {{ {ID}, kind: {{ type: text, attr: sort }}, sort_: text }}")
    assert [it.name for it in class_of(found, "t").attributes] == ["id", "sort", "sort_"]


@pytest.mark.parametrize(
    "columns",
    [
        "a: { type: text, attr: metadata }",
        "a: { type: text, attr: class }",
        "a: { type: text, attr: __x }",
        "a: { type: text, attr: b }, b: text",
        "a: { type: text, attr: c }, b: { type: text, attr: c }",
        "a: { type: text, attr: T }",
    ],
)
def test_a_written_attr_that_cannot_be(columns: str) -> None:
    assert codes(f"table: t\ncolumns: {{ {ID}, {columns} }}") == ["SG161"]


def test_what_a_class_says() -> None:
    text = (
        f"table: t\nclass: Thing\ndoc: A thing.\nrepr: [id, kind_]\nextends: [app.a:One, app.b:Two]\n"
        f'columns: {{ {ID}, kind: {{ type: text, attr: kind_, doc: What., annotation: "str" }} }}'
    )
    made = class_of(clean(text), "t")
    assert (made.name, made.doc, made.repr, made.origin) == ("Thing", "A thing.", ("id", "kind_"), "schema/0.yaml")
    assert made.extends == (("app.a", "One"), ("app.b", "Two"))
    assert (made.attributes[1].doc, made.attributes[1].annotation) == ("What.", "str")


def test_repr_may_name_the_column_too_but_nothing_else() -> None:
    text = f"table: t\nrepr: [kind]\ncolumns: {{ {ID}, kind: {{ type: text, attr: kind_ }} }}"
    assert class_of(clean(text), "t").repr == ("kind_",)
    assert codes(text.replace("[kind]", "[knd]")) == ["SG131"]


@pytest.mark.parametrize(
    ("values", "members"),
    [
        ("[PENDING, in-progress]", ["PENDING", "in_progress"]),
        ('["no", None, class]', ["no", "None_", "class_"]),
        ("[mro, name, value]", ["mro_", "name_", "value_"]),
        ("[_x_, __y__, _]", ["x_", "y_", "v_"]),
        ('["1", "2xl", "%"]', ["v_1", "v_2xl", "v_"]),
        ("[a-b, a b, a_b]", ["a_b_2", "a_b_3", "a_b"]),
    ],
)
def test_enum_members_are_python_names_and_all_different(values: str, members: list[str]) -> None:
    found = clean(f"enum: e\nvalues: {values}\ndoc: D").orm.enums[QName("", "e")]
    assert [name for name, _ in found.members] == members
    assert [stored for _, stored in found.members] == list(
        clean(f"enum: e\nvalues: {values}").schema.enum(QName("", "e")).values
    )
    assert (found.name, found.doc) == ("E", "D")
