"""``[tool.schemagen]``."""

from __future__ import annotations

from pathlib import Path

import pytest

from azuraforge_schemagen.config import Config, Target, find_root, load
from azuraforge_schemagen.diagnostics import Diagnostic, Refusal


def settings(root: Path, text: str, head: str = "[tool.schemagen]\n") -> Config:
    (root / "pyproject.toml").write_text(head + text)
    return load(root)


def refused(root: Path, text: str, head: str = "[tool.schemagen]\n") -> tuple[Diagnostic, ...]:
    with pytest.raises(Refusal) as caught:
        settings(root, text, head)
    return caught.value.diagnostics


def test_defaults(tmp_path: Path) -> None:
    config = settings(tmp_path, 'package = "my_models"')
    assert config == Config(tmp_path, "my_models", "my-models")
    assert config.dialects == ("postgresql",)


def test_everything(tmp_path: Path) -> None:
    text = """
package = "m"
distribution = "acme.models"
version = "1.2.3rc1"
schema = "db/schema"
output = "db/out"
dialects = ["sqlite", "postgresql >= 15.2"]
lock_timeout = "500ms"
external = ["auth.*", "legacy"]
[tool.schemagen.naming]
ix = "i_{table}_{columns}"
fk = "f_{table}_{column}_{target}"
"""
    config = settings(tmp_path, text)
    assert config.targets == (Target("sqlite"), Target("postgresql", (15, 2)))
    assert config.distribution == "acme.models"
    assert (config.schema, config.output) == ("db/schema", "db/out")
    assert config.external == ("auth.*", "legacy")
    assert dict(config.naming) == {"ix": "i_{table}_{columns}", "fk": "f_{table}_{column}_{target}"}


@pytest.mark.parametrize(
    ("text", "line", "said"),
    [
        ("", 1, "'package' is missing"),
        ('package = "a.b"', 2, "no dots"),
        ('package = "1a"', 2, "cannot import|no name that Python can import"),
        ('package = "class"', 2, "no name"),
        ('package = "größe"', 2, "no name"),
        ('package = "alembic"', 2, "would hide"),
        ('package = "json"', 2, "would hide"),
        ("package = 5", 2, "expected a string"),
        ('package = "m"\nschema = "../x"', 3, "inside the project"),
        ('package = "m"\nschema = "/etc"', 3, "inside the project"),
        ('package = "m"\nschema = "C:/x"', 3, "inside the project"),
        ('package = "m"\nschema = "~/x"', 3, "inside the project"),
        ('package = "m"\nschema = "."', 3, "folder of its own"),
        ('package = "m"\noutput = ""', 3, "folder of its own"),
        ('package = "m"\noutput = "schema/out"', 3, "none inside the other"),
        ('package = "m"\noutput = "schema"', 3, "none inside the other"),
        ('package = "m"\nversion = "one"', 3, "not a version"),
        ('package = "m"\ndistribution = "-x"', 3, "not the name"),
        ('package = "m"\nlock_timeout = "soon"', 3, "not a time"),
        ('package = "m"\nlock_timeout = "1s\'; DROP TABLE x"', 3, "not a time"),
        ('package = "m"\ndialects = []', 3, "expected a list"),
        ('package = "m"\ndialects = "sqlite"', 3, "expected a list"),
        ('package = "m"\ndialects = ["sqlite", "sqlite"]', 3, "twice"),
        ('package = "m"\ndialects = ["postgres"]', 3, "did you mean 'postgresql'"),
        ('package = "m"\ndialects = ["oracle"]', 3, "known are"),
        ('package = "m"\ndialects = ["postgresql>14"]', 3, "is no dialect"),
        ('package = "m"\nexternal = "auth"', 3, "expected a list"),
        ('package = "m"\nexternal = ["a b"]', 3, "not the name of a table"),
        ('package = "m"\nnaming = { xx = "a" }', 3, "unknown kind"),
        ('package = "m"\nnaming = { ix = "{tabel}" }', 3, "only {column}"),
        ('package = "m"\nnaming = { ix = "{table" }', 3, "expected '}'"),
        ('package = "m"\nnaming = { ix = "{table.__class__}" }', 3, "only {column}"),
        ('package = "m"\nnaming = { ix = "{table!r}" }', 3, "only {column}"),
        ('package = "m"\nnaming = { pk = "{columns}" }', 3, "only {table}"),
        ('package = "m"\nnaming = { ix = "same" }', 3, "the same name"),
        ('package = "m"\n[tool.schemagen.naming]\nix = 5', 3, "expected a string"),
    ],
)
def test_values_that_are_none(tmp_path: Path, text: str, line: int, said: str) -> None:
    (found,) = refused(tmp_path, text)
    assert found.code == "SG404"
    assert any(part in found.message for part in said.split("|")), found.message
    assert found.span is not None
    assert found.span.line == line


def test_an_unknown_setting(tmp_path: Path) -> None:
    one, two = refused(tmp_path, 'pakage = "m"\ndialect = ["sqlite"]\npackage = "m"')
    assert (one.code, one.help) == ("SG403", "did you mean 'package'?")
    assert str(one.span) == "pyproject.toml:2:1"
    assert two.help == "did you mean 'dialects'?"


def test_everything_wrong_at_once(tmp_path: Path) -> None:
    assert len(refused(tmp_path, 'package = "1"\nschema = "/"\nverson = "1"')) == 3


def test_broken_toml(tmp_path: Path) -> None:
    (found,) = refused(tmp_path, "package = \n")
    assert found.code == "SG402"
    assert str(found.span).startswith("pyproject.toml:2:")


@pytest.mark.parametrize("head", ["", "[tool]\n", "[tool.other]\n", "tool = 5\n", "[tool]\nschemagen = 1\n"])
def test_no_section(tmp_path: Path, head: str) -> None:
    (found,) = refused(tmp_path, "", head)
    assert found.code == "SG401"


def test_no_file(tmp_path: Path) -> None:
    with pytest.raises(Refusal) as caught:
        load(tmp_path)
    assert caught.value.exit_code == 3
    (tmp_path / "pyproject.toml").write_bytes(b"\xff\xfe")
    with pytest.raises(Refusal) as caught:
        load(tmp_path)
    assert caught.value.diagnostics[0].code == "SG401"


def test_a_schema_folder_that_leads_out(tmp_path: Path) -> None:
    (tmp_path / "project").mkdir()
    (tmp_path / "elsewhere").mkdir()
    (tmp_path / "project/schema").symlink_to(tmp_path / "elsewhere")
    (found,) = refused(tmp_path / "project", 'package = "m"')
    assert "leads out of the project" in found.message


def test_the_nearest_project_is_found(tmp_path: Path) -> None:
    (tmp_path / "a/b").mkdir(parents=True)
    (tmp_path / "a/pyproject.toml").write_text("[project]\nname = 'x'\n")
    (tmp_path / "pyproject.toml").write_text("[ tool . schemagen ]\npackage = 'x'\n")
    assert find_root(tmp_path / "a/b") == tmp_path
    (tmp_path / "a/pyproject.toml").write_text("[tool.schemagen.naming]\n")
    assert find_root(tmp_path / "a/b") == tmp_path / "a"
