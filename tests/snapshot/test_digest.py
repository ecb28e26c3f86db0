"""The digest of a revision: what it says, not how it is laid out."""

from __future__ import annotations

import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from azuraforge_schemagen.snapshot import digest as module
from azuraforge_schemagen.snapshot.digest import digest

SOURCE = '''"""Add users.

Create Date: 2024-01-01
"""

import sqlalchemy as sa
from alembic import op

revision: str = "abc"
down_revision: str | None = None


def upgrade() -> None:
    """Do it.

    Slowly.
    """
    op.create_table("users", sa.Column("id", sa.Integer(), nullable=False, comment="a\\nb"), sa.Column('x', sa.Text()))
    with op.get_context().autocommit_block():
        op.execute("select 1" " + 1")
    if op.get_context().dialect.name in ("a", "b"):
        op.execute(f"x {revision!r:>{10}}")


def downgrade() -> None:
    pass
'''


def test_layout_quotes_comments_and_docstring_do_not_count() -> None:
    other = SOURCE.replace('"', "'").replace("'''", '"""').replace("    pass", "    # nothing\n\n    pass")
    other = other.replace("sa.Column('id'", "\n        sa.Column('id'").replace("2024-01-01", "2025-01-01")
    other = other.replace("    Slowly.", "        Slowly.   ").replace("    Do it", "    Do it", 1)
    assert other != SOURCE
    assert digest(other) == digest(SOURCE)


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("nullable=False", "nullable=True"),
        ('"users"', '"user"'),
        ("a\\nb", "a\\n b"),
        ("    pass", "    return None"),
        ("select 1", "select 2"),
        ("sa.Integer()", "sa.Integer"),
        ('"abc"', 'b"abc"'),
        ("Slowly", "Quickly"),
        ("!r", "!s"),
        (" = None", " = 0"),
        ("sa.Integer(), nullable=False", "nullable=False, *[sa.Integer()]"),
    ],
)
def test_every_change_of_meaning_counts(old: str, new: str) -> None:
    assert old in SOURCE
    assert digest(SOURCE.replace(old, new)) != digest(SOURCE)


def test_a_formatter_changes_nothing(tmp_path: Path) -> None:
    ruff = shutil.which("ruff", path=str(Path(sys.executable).parent)) or shutil.which("ruff")
    if ruff is None:
        pytest.skip("ruff is not installed")
    file = tmp_path / "revision.py"
    for width in ("60", "88", "200"):
        file.write_text(SOURCE)
        subprocess.run(
            [ruff, "format", "--isolated", "--line-length", width, str(file)], check=True, capture_output=True
        )
        assert file.read_text() != SOURCE
        assert digest(file.read_text()) == digest(SOURCE)


def test_it_is_the_same_on_every_python() -> None:
    """The value itself is the promise: layers are written with one Python and checked with another."""
    assert digest(SOURCE) == "f96a682c3cb266c2e40ed4bbc4e4ac2296d335f9cc18b643fecb9a8ef942d834"


@pytest.mark.parametrize("version", ["3.12", "3.13", "3.14"])
def test_other_pythons_agree(version: str, tmp_path: Path) -> None:
    python = shutil.which(f"python{version}")
    if python is None or subprocess.run([python, "--version"], check=False, capture_output=True).returncode:
        pytest.skip(f"no python{version} here")
    source = Path(module.__file__).read_text()
    script = tmp_path / "run.py"
    script.write_text(f"{source}\nprint(digest({SOURCE!r}))\n".replace("from __future__ import annotations\n", ""))
    found = subprocess.run([python, str(script)], check=True, capture_output=True, text=True).stdout.strip()
    assert found == digest(SOURCE)


TRICKY = [
    SOURCE,
    SOURCE.replace('    """Do it.\n\n    Slowly.\n    """\n', ""),
    "def upgrade():\n    # only\n    # comments\n    pass\n    # behind\n\n\n# between\ndef downgrade():\n    pass\n",
    'def upgrade():\n    x = """\n    y = 1\n    """\n    z()\n',
    'x = """\ndef upgrade():\n    pass\n"""\n\n\ndef upgrade():\n    op.x()\n',
    "def upgrade():\n    if a:\n        b()\n    elif c:\n        d()\n    else:\n        e()\n",
    "def upgrade():\n    try:\n        b()\n    except E:\n        d()\n    finally:\n        e()\n",
    "def upgrade():\n    with a(\n        b,\n    ) as c, d:\n        e()\n    f(\n    1)\n    g = [\n    1\n    ]\n",
    "def upgrade():\n    @decorated\n    def inner():\n        pass\n    x = 1 + \\\n    2\n",
    "@decorated\ndef upgrade():\n    a()\n\nasync def b():\n    await c\n",
    "def upgrade():\n    a(); b()\n    c()\ndef downgrade(): d()\nx = 1\n",
    'def upgrade():\n    x = """\n  dedented\n"""\n    y()\n',
    "def upgrade():\n\ta()\n\tb()\n",
    'class A:\n    def upgrade():\n        a()\n\ndef upgrade():\n    return f"{x!r:>{y}}"\n',
    '"""doc"""\ndef upgrade():\n    a()\n',
    '"""def upgrade():\n    a()\n"""\ndef upgrade():\n    a()\n',
    "def upgrade():\n    global x\n    def f():\n        y = 1\n    return f\n",
    "def upgrade():\n    a()\n  # odd\n    b()\n# odd\n    c()\n",
]

ARGUMENTS = [
    "",
    "'a'",
    '"a", b="c"',
    '"a" "b"',
    '"""a"""',
    '"", ""',
    'f"a", rb"c"',
    '"it\'s", \'say "x"\'',
    '"a\\n", "\\\\"',
    '"é", "\u200b", "\x01", "?0", "\'?0\'"',
    '{"a": "b", "c": "d"}',
    '*a, **b, c="d"',
    'b="c", *a',
    '"a")(b, "c"',
    '"a") + op.y("b"',
    '"a"); op.y("b"',
    'x for x in "abc"',
    '(x for x in "abc"), "d"',
    'lambda: "a", "b"',
    "_call_of_op_",
]
TRICKY += [f"def upgrade():\n    op.x({arguments})\n    op.x(y)\n" for arguments in ARGUMENTS]
LINES = [
    '"a",\n"b"',
    '"a"\n"b",',
    '"a"  # c,\n"b"',
    '# "a",\n"b"',
    '"a",  # "c"\n"b",',
    '"""\na\n""",\n"b"',
    'sa.C("a",\n"b"\n),\n"b"',
    'sa.C(\n    "a",\n    "b",\n),\nb="c",',
    'b="c",\n*a,',
]
TRICKY += [
    f"def upgrade():\n    op.x(\n        {lines.replace(chr(10), chr(10) + ' ' * 8)}\n    )\n    op.x(y)\n"
    for lines in LINES
]
TRICKY += [
    "if a:\n    op.x()\nelif b:\n    op.x(\n        1,\n    )\nelse:\n    op.y()\n",
    'op.x("a"  # "b")\n    )\nop.x()\n',
    "x = (\n    op.x()\n)\ny = 1 + \\\n    op.x()\n",
    'x = """\n    op.x()\n"""\nop.x()\n',
    "def upgrade():\n    _call_of_op_\n    op.x()\n",
    "op.x()\rop.y()\nop.x(1)\n",
    "op.x() \nop.x()\n.y()\n".replace("\n.y", ".y"),
    "async def a():\n    op.x(await b)\n",
    "@decorated\ndef f():\n    op.x(a := 1)\n    op.x(y)(z)\n    op.x(y).z()\n",
]


@pytest.mark.parametrize("source", TRICKY)
def test_call_by_call_is_the_same(source: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "LARGE", 10**9)
    whole = digest(source)
    monkeypatch.setattr(module, "LARGE", -1)
    assert digest(source) == whole


@pytest.mark.parametrize(
    "source",
    [
        "def upgrade():\n    a(\n",
        "def upgrade():\n    a()\n  b()\n",
        'x = """\n',
        'op.x("a)\n',
        "op.class(a)\n",
        "op.x(a b)\n",
        "op.x(\n    a\n    b\n)\n",
        "op.x(\n    a  # b,\n    c\n)\n",
        "op.x(\n    a,,\n)\n",
        "op.x(\n    a=1,\n    b,\n)\n",
        "op.x(\n    x for x in y,\n    b,\n)\n",
        '@a\nop.x("b")\n',
    ],
)
def test_what_is_no_python(source: str, monkeypatch: pytest.MonkeyPatch) -> None:
    for size in (-1, 10**9):
        monkeypatch.setattr(module, "LARGE", size)
        with pytest.raises(SyntaxError):
            digest(source)
