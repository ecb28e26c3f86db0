"""Nothing is left unsaid: every command and option has its place on the page, every code its manual and its test."""

from __future__ import annotations

import re
from pathlib import Path

import click
import pytest

from azuraforge_schemagen.cli import main
from azuraforge_schemagen.cli.group import COMMANDS
from azuraforge_schemagen.diagnostics.codes import CODES

ROOT = Path(__file__).parents[2]
PAGE = (ROOT / "docs/commands.md").read_text(encoding="utf-8")
PROSE = re.sub(r"^```.*?^```$", "", PAGE, flags=re.M | re.S)
TESTS = "".join(
    path.read_text(encoding="utf-8") for suffix in ("py", "md") for path in (ROOT / "tests").rglob(f"*.{suffix}")
)


def commands() -> dict[str, click.Command]:
    found = {name: main.get_command(click.Context(main), name) for name in COMMANDS}
    return {name: command for name, command in found.items() if command is not None}


@pytest.mark.parametrize("name", COMMANDS)
def test_a_command_has_a_chapter_and_an_example(name: str) -> None:
    assert f"## {name}\n" in PAGE
    assert re.search(rf"^\$ schemagen {name}\b", PAGE, re.M)


@pytest.mark.parametrize("name", COMMANDS)
def test_every_option_is_explained(name: str) -> None:
    options = [param for param in commands()[name].params if isinstance(param, click.Option)]
    assert [option.opts[0] for option in options if f"`{option.opts[0]}" not in PROSE] == []


@pytest.mark.parametrize("name", COMMANDS)
def test_every_argument_is_explained(name: str) -> None:
    arguments = [param for param in commands()[name].params if isinstance(param, click.Argument)]
    heads = [argument.make_metavar(click.Context(main)).strip("[]") for argument in arguments]
    assert [head for head in heads if head not in PROSE] == []


@pytest.mark.parametrize("code", CODES)
def test_every_code_is_in_a_test(code: str) -> None:
    assert code in TESTS


@pytest.mark.parametrize("code", CODES.values(), ids=lambda code: code.number)
def test_every_manual_says_what_and_what_to_do(code: object) -> None:
    manual = re.sub(r"^```.*?^```$", "", code.manual, flags=re.M | re.S)  # type: ignore[attr-defined]
    assert len(re.findall(r"[.!?:](?=\s|$)", manual)) >= 2
