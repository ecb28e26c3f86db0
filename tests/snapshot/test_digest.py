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
    assert digest(SOURCE) == "3c7e9f84bf6d468789dd1908624cbb2255f64bf366dbfd3399f35ab595e02d74"


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
