"""What went wrong, as text and an exit code: findings, the world, or a bug of ours."""

from __future__ import annotations

import os
import platform
import sys
import traceback
from importlib.metadata import version
from pathlib import Path

import click

from azuraforge_schemagen.cli import exits
from azuraforge_schemagen.cli.output import output_of
from azuraforge_schemagen.cli.secrets import masked
from azuraforge_schemagen.diagnostics import Refusal


def report(ctx: click.Context, error: Exception) -> int:
    """Say what happened; the exit code that says so too."""
    if isinstance(error, Refusal):
        output_of(ctx).refuse(error)
        return error.exit_code
    if isinstance(error, OSError):
        click.echo(masked(f"error: {error}", ctx), err=True)
        code = exits.WORLD
    else:
        click.echo(masked(_crash(error), ctx), err=True)
        code = exits.BUG
    if os.environ.get("SCHEMAGEN_TRACEBACK") or _very_verbose():
        click.echo(masked("".join(traceback.format_exception(error)), ctx), err=True)
    return code


def _crash(error: Exception) -> str:
    frame = traceback.extract_tb(error.__traceback__)[-1]
    return (
        f"schemagen has a bug: {type(error).__name__}: {error}\n"
        f"  at {Path(frame.filename).name}:{frame.lineno} in {frame.name}\n"
        f"Please report it with these lines, the command, schemagen {version('azuraforge-schemagen')} and "
        f"Python {platform.python_version()}; -vv or SCHEMAGEN_TRACEBACK=1 shows the whole traceback."
    )


def _very_verbose() -> bool:
    """Whether -v was given twice, however far the command line was read."""
    short = (arg for arg in sys.argv[1:] if arg.startswith("-") and not arg.startswith("--"))
    return sum(arg.count("v") for arg in short) + sys.argv.count("--verbose") > 1
