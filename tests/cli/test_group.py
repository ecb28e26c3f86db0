"""The group: help, exit codes, the crash door, and what an import costs."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import pytest
from click.testing import CliRunner

from azuraforge_schemagen.cli import main
from azuraforge_schemagen.cli.group import COMMANDS
from azuraforge_schemagen.diagnostics.codes import CODES
from tests.cli.conftest import Project


def test_help_names_every_command() -> None:
    output = CliRunner().invoke(main, ["--help"]).output
    for name in COMMANDS:
        assert f"\n  {name} " in output


@pytest.mark.parametrize("name", COMMANDS)
def test_every_option_is_explained(name: str) -> None:
    command = main.get_command(None, name)  # type: ignore[arg-type]
    assert command is not None
    assert command.help
    for parameter in command.params:
        if parameter.param_type_name == "option":
            assert getattr(parameter, "help", None), parameter.name
    assert CliRunner().invoke(main, [name, "-h"]).exit_code == 0


def test_version() -> None:
    assert CliRunner().invoke(main, ["--version"]).output.startswith("schemagen ")


def test_usage_errors() -> None:
    for args in (["bild"], ["build", "--no-such-option"], ["explain"], ["check", "--format", "xml"]):
        result = CliRunner().invoke(main, args)
        assert result.exit_code == 2, args
    assert "Did you mean 'build'?" in CliRunner().invoke(main, ["bild"]).output


def test_no_project(tmp_path: Path) -> None:
    result = CliRunner().invoke(main, ["build", "-C", str(tmp_path)])
    assert result.exit_code == 3
    assert "SG401" in result.output
    assert "schemagen init" in result.output


def test_a_project_is_found_from_a_folder_inside(project: Project, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(project.root / "schema")
    assert CliRunner().invoke(main, ["check"]).exit_code == 0


@pytest.fixture
def broken(project: Project, monkeypatch: pytest.MonkeyPatch) -> Project:
    def fail(*_: object) -> None:
        raise RuntimeError("boom")

    monkeypatch.setattr(sys.modules["azuraforge_schemagen.pipeline.check"], "read_source", fail)
    return project


def test_the_crash_door(broken: Project, monkeypatch: pytest.MonkeyPatch) -> None:
    result = broken.run("check", "--no-cache")
    assert result.exit_code == 70
    assert "schemagen has a bug: RuntimeError: boom" in result.output
    assert "in fail" in result.output
    assert "report it" in result.output
    assert "Traceback" not in result.output
    monkeypatch.setenv("SCHEMAGEN_TRACEBACK", "1")
    assert "Traceback" in broken.run("check", "--no-cache").output


def test_the_crash_door_with_vv(broken: Project, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "argv", ["schemagen", "check", "-vv"])
    assert "Traceback" in broken.run("check", "--no-cache", "-vv").output


def test_the_world_fails(project: Project, monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(*_: object) -> None:
        raise PermissionError(13, "Permission denied", "x.yaml")

    monkeypatch.setattr(sys.modules["azuraforge_schemagen.pipeline.check"], "read_source", fail)
    result = project.run("check", "--no-cache")
    assert result.exit_code == 3
    assert "Permission denied" in result.output


def test_interrupted(project: Project, monkeypatch: pytest.MonkeyPatch) -> None:
    def stop(*_: object) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr(sys.modules["azuraforge_schemagen.pipeline.check"], "read_source", stop)
    assert project.run("check", "--no-cache").exit_code == 130


def test_explain_every_code() -> None:
    for number, code in CODES.items():
        result = CliRunner().invoke(main, ["explain", number.lower()])
        assert result.exit_code == 0
        assert result.output.startswith(f"{number}: {code.title}")
        assert len(code.manual.strip()) > 40, f"{number} has no manual"


def test_explain_an_unknown_code() -> None:
    result = CliRunner().invoke(main, ["explain", "SG40"])
    assert result.exit_code == 2
    assert "[SG450]" in result.output
    assert "did you mean SG" in result.output
    assert CliRunner().invoke(main, ["explain", "x"]).exit_code == 2


def test_explain_as_json() -> None:
    data = json.loads(CliRunner().invoke(main, ["explain", "SG401", "--format", "json"]).output)
    assert data["title"] == "no settings"


def test_colours_only_on_a_terminal(project: Project) -> None:
    project.yaml("bad", "tabel: x\n")
    assert "\x1b" not in project.run("build").output
    coloured = CliRunner().invoke(main, ["build", "-C", str(project.root)], color=True)
    assert "\x1b[" in coloured.output
    plain = CliRunner().invoke(main, ["build", "-C", str(project.root)], color=True, env={"NO_COLOR": "1"})
    assert "\x1b" not in plain.output


HEAVY = ("sqlalchemy", "alembic", "jinja2", "jsonschema", "yaml", "subprocess")


def test_an_import_pulls_in_nothing_heavy() -> None:
    code = f"import sys, azuraforge_schemagen.cli; print([m for m in {HEAVY} if m in sys.modules])"
    found = subprocess.run([sys.executable, "-c", code], check=True, capture_output=True, text=True).stdout
    assert found.strip() == "[]"


@pytest.mark.parametrize("args", [["build"], ["check", "--no-cache"], ["diff"], ["diff", "base", "head"]])
def test_commands_import_no_sqlalchemy(project: Project, args: list[str]) -> None:
    code = (
        "import sys\nfrom azuraforge_schemagen.cli import main\n"
        f"main({[args[0], '-C', str(project.root), *args[1:]]!r}, standalone_mode=False)\n"
        "print([m for m in ('sqlalchemy', 'alembic', 'jsonschema') if m in sys.modules], file=sys.stderr)"
    )
    found = subprocess.run([sys.executable, "-c", code], check=True, capture_output=True, text=True)
    assert found.stderr.strip().endswith("[]")
