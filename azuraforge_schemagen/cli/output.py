"""How a command speaks: text for people, JSON for programs, colours on a terminal only."""

from __future__ import annotations

import functools
import json
import os
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any, Literal

import click

from azuraforge_schemagen.diagnostics import Diagnostic, Refusal

if TYPE_CHECKING:
    from azuraforge_schemagen.config import Config

_META = "azuraforge_schemagen.output"


@dataclass(frozen=True, slots=True)
class Output:
    """What the options of a command say about its output. ``verbosity``: -1 quiet, 0 normal, 1 and more verbose."""

    root: Path
    format: Literal["text", "json"] = "text"
    verbosity: int = 0

    def say(self, text: str) -> None:
        """A line of the result; ``-q`` and JSON leave it out."""
        if self.verbosity >= 0 and self.format == "text":
            click.echo(text)

    def detail(self, text: str) -> None:
        """A line for ``-v``."""
        if self.verbosity > 0 and self.format == "text":
            click.echo(text)

    def data(self, value: Any) -> None:
        """The result for programs."""
        if self.format == "json":
            click.echo(json.dumps(value, indent=2, ensure_ascii=False))

    def diagnostics(self, found: Iterable[Diagnostic]) -> None:
        """Findings, for people, on the standard error; programs get them with the result."""
        found = tuple(found)
        if found and self.format == "text":
            from azuraforge_schemagen.diagnostics import report

            text = report.text(found, report.from_disk(self.root), color=True)
            click.echo(text, err=True, color=_colours())

    def refuse(self, refusal: Refusal) -> None:
        """Why a command did not do what it was asked to."""
        self.diagnostics(refusal.diagnostics)
        self.data({"diagnostics": as_json(refusal.diagnostics)})

    def config(self) -> Config:
        """The settings of the project. Raises ``Refusal``."""
        from azuraforge_schemagen.config import load

        return load(self.root)


def as_json(diagnostics: Iterable[Diagnostic]) -> list[Any]:
    """Findings as JSON values."""
    from azuraforge_schemagen.diagnostics import report

    return [report.as_dict(found) for found in diagnostics]


def _colours() -> bool | None:
    """Colours on a terminal, unless ``NO_COLOR`` is set; click takes them out where this is False or None says so."""
    return False if os.environ.get("NO_COLOR") else None


def output_of(ctx: click.Context) -> Output:
    """The output of the command that runs, or the default one where none got that far."""
    found = ctx.find_root().meta.get(_META)
    return found if isinstance(found, Output) else Output(Path.cwd())


def with_output(run: Callable[..., Any]) -> Callable[..., Any]:
    """The options that every command has; ``run`` gets an ``Output`` as its first argument."""

    @click.option(
        "--project",
        "-C",
        type=click.Path(path_type=Path),
        default=None,
        metavar="FOLDER",
        help="The folder of pyproject.toml; by default the nearest one that has [tool.schemagen].",
    )
    @click.option(
        "--format",
        "format_",
        type=click.Choice(["text", "json"]),
        default="text",
        show_default=True,
        help="For people or for programs.",
    )
    @click.option("--quiet", "-q", is_flag=True, help="Only findings.")
    @click.option("--verbose", "-v", count=True, help="More; twice for tracebacks.")
    @click.pass_context
    @functools.wraps(run)
    def wrapped(
        ctx: click.Context,
        /,
        project: Path | None,
        format_: Literal["text", "json"],
        quiet: bool,
        verbose: int,
        **options: Any,
    ) -> Any:
        output = Output(_root(project), format_, -1 if quiet else verbose)
        ctx.find_root().meta[_META] = output
        return run(output, **options)

    return wrapped


def _root(project: Path | None) -> Path:
    from azuraforge_schemagen.config import find_root

    if project is not None:
        return project.absolute()
    return find_root(Path.cwd())
