"""The text of a revision: readable, deterministic, and as ``ruff format`` would write it."""

# ruff: noqa: E501

from __future__ import annotations

import ast
import subprocess
import sys
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from azuraforge_schemagen.config import Config
from azuraforge_schemagen.ir.ops import (
    AddColumn,
    AddConstraint,
    AddEnumValue,
    AlterColumn,
    CreateEnum,
    CreateIndex,
    CreateTable,
    DropEnum,
    DropTable,
    RenameTable,
)
from azuraforge_schemagen.ir.schema import (
    Check,
    Column,
    Constant,
    Enum,
    ForeignKey,
    Function,
    Identity,
    Index,
    IndexKey,
    PrimaryKey,
    Sql,
    Table,
    Unique,
)
from azuraforge_schemagen.ir.steps import CopyRows, Execute, Plan, RestoreDependents, SaveDependents, Step
from azuraforge_schemagen.ir.types import EnumType, Raw, Scalar
from azuraforge_schemagen.render.alembic import RevisionText, env_py, revision
from tests.conftest import Golden
from tests.render_alembic.project import numbered, plan, q, text_of

S = Scalar
CASES = Path(__file__).parent / "cases"


def formatted(text: str) -> str:
    run = [sys.executable, "-m", "ruff", "format", "--isolated", "--line-length", "120", "-"]
    return subprocess.run(run, input=text.encode(), capture_output=True, check=True).stdout.decode()


def users(dialect: str) -> Table:
    lite = dialect == "sqlite"
    return Table(
        q("users"),
        (
            Column("id", S("integer" if lite else "bigint"), False, identity=Identity(False, "" if lite else "users_id_seq")),
            Column("username", S("string"), False, comment=None if lite else "the name to log in with"),
            Column("kind", S("string", length=63) if lite else EnumType(q("user_kind")), False, Constant("MEMBER")),
            Column("meta", S("json" if lite else "jsonb"), server_default=Constant("{}")),
            Column("embedding", S("binary") if lite else Raw("vector(384)")),
            Column("created_at", S("timestamptz"), server_default=Function("now")),
        ),
        PrimaryKey("users_pkey", ("id",)),
        uniques=(Unique("uq_users_kind", ("kind", "username")),),
        checks=(Check("ck_users_name", Sql("username <> ':name'")),),
        foreign_keys=(ForeignKey("fk_users_parent", ("id",), q("parents"), ("id",), on_delete="set null"),),
        comment=None if lite else "People",
    )  # fmt: skip


def example() -> str:
    index = Index("ix_users_username", (IndexKey("username"),), unique=True)
    kind = Enum(q("user_kind"), ("MEMBER", "ADMIN"))
    value = Step(
        AddEnumValue(q("old_kind"), "X", None),
        transactional=False,
        reason="a new value cannot be used before it is committed",
    )
    narrowed = AlterColumn(
        q("experiments"),
        Column("note", S("text"), comment="n"),
        Column("note", S("string", length=20), False, Constant("-"), comment="n"),
    )
    rebuilt = numbered(Column("note", S("string", length=20), False, Constant("-")), name="experiments__new")
    new = q("experiments__new")
    return text_of(
        [
            plan(
                "postgresql",
                CreateEnum(kind),
                CreateTable(users("postgresql")),
                CreateIndex(q("users"), index),
                Step(narrowed, lock="ACCESS EXCLUSIVE", rewrites=True, loses="what is longer than 20 characters", reason="the type of note narrows"),
                AddConstraint(q("experiments"), Check("ck_note", Sql("note <> ''"), not_valid=True)),
                Step(CreateIndex(q("experiments"), Index("ix_note", (IndexKey("note"),))), transactional=False, reason="writes go on meanwhile"),
                value,
            ),
            plan(
                "sqlite",
                CreateTable(users("sqlite")),
                CreateIndex(q("users"), index),
                SaveDependents(q("experiments")),
                CreateTable(rebuilt),
                Step(CopyRows(q("experiments"), new, ("id", "note"), ("id", "coalesce(substr(note, 1, 20), '-')")), loses="what is longer than 20 characters"),
                DropTable(numbered(name="experiments")),
                RenameTable(new, q("experiments")),
                RestoreDependents(q("experiments")),
            ),
        ],
        [
            plan("postgresql", Step(DropTable(users("postgresql")), loses="the rows of users"), DropEnum(kind)),
            plan("sqlite", Step(DropTable(users("sqlite")), loses="the rows of users")),
        ],
        "0123456789ab",
        ("1f5830c45ab1",),
    )  # fmt: skip


def test_example(golden: Golden) -> None:
    golden(CASES / "example.py.txt", example())


def test_example_is_formatted_and_typed(tmp_path: Path) -> None:
    text = example()
    assert formatted(text) == text
    for name, source in (("example.py", text), ("env.py", env_py(Config(tmp_path, "demo", "demo")))):
        (tmp_path / name).write_text(source)
    run = [sys.executable, "-m", "mypy", "--strict", "--cache-dir", str(tmp_path / "cache"), "example.py", "env.py"]
    done = subprocess.run(run, cwd=tmp_path, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout
    lint = [sys.executable, "-m", "ruff", "check", "--isolated", "--line-length", "120", "--select", "E,F,I,B,UP", "."]
    done = subprocess.run(lint, cwd=tmp_path, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout


def test_imports_nothing_but_alembic_and_sqlalchemy() -> None:
    imported = [node for node in ast.walk(ast.parse(example())) if isinstance(node, ast.Import | ast.ImportFrom)]
    names = {node.module if isinstance(node, ast.ImportFrom) else node.names[0].name for node in imported}
    assert names == {"sqlalchemy", "alembic", "sqlalchemy.dialects"}


@pytest.mark.parametrize("external", [(), ("auth.*",), tuple(f"schema_{at}.table_*" for at in range(9))])
def test_env_is_formatted(external: tuple[str, ...]) -> None:
    text = env_py(Config(Path(), "demo", "demo", external=external))
    assert formatted(text) == text


def test_merge_revision() -> None:
    none = {"sqlite": Plan("sqlite", ())}
    text = revision(RevisionText("m", ("a1", "b2"), "merge", "2026-01-01", none, none))
    assert 'down_revision: tuple[str, ...] | None = ("a1", "b2")' in text
    assert "Revises: a1, b2\n" in text
    assert "def upgrade() -> None:\n    pass\n" in text
    assert formatted(text) == text


WORDS = st.text(st.sampled_from(list("ab :'\"\\%\t\n_é日🙂\u202e,()")), max_size=90)
NAMES = st.text(st.sampled_from(list("abc_'\"%:é日")), min_size=1, max_size=31)


@given(WORDS, WORDS, NAMES, NAMES)
@settings(max_examples=40, deadline=None)
def test_formatted_whatever_it_holds(text: str, message: str, name: str, other: str) -> None:
    table = numbered(
        Column(name, EnumType(q(other, name)), False, Constant(text), comment=text),
        Column(other + "x", Raw(text or "x"), collation=name),
        name=name,
        schema=other,
    )
    key = ForeignKey(name, ("id",), q(other, name), (name,), "cascade", "set null", deferrable="deferred")
    index = Index(other, (IndexKey(name), IndexKey(expression=Sql(text))), where=Sql(text), include=(other,))
    steps = [
        CreateTable(table),
        CreateIndex(q(name), index),
        AddConstraint(q(name), key),
        Execute(text + " " + "select some, more, text from x " * 6),
        Step(AddColumn(q(name, other), Column(name, S("text"))), loses=text, reason=message),
    ]
    sqlite = plan(
        "sqlite", CreateTable(numbered(Column(name, S("string", length=63), False, Constant(text)), name=name))
    )
    plans = [plan("postgresql", *steps), sqlite]
    up = {each.dialect: each for each in plans}
    source = revision(RevisionText("a1", (), message, "2026-01-01", up, up))
    compile(source, "revision", "exec")
    assert formatted(source) == source
