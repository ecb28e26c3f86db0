"""``schemagen explain``: the manual of a code."""

from __future__ import annotations

import click

from azuraforge_schemagen.cli.output import Output, with_output
from azuraforge_schemagen.diagnostics import Diagnostic, Refusal
from azuraforge_schemagen.diagnostics.codes import CODES


@click.command("explain")
@click.argument("code")
@with_output
def command(output: Output, code: str) -> None:
    """Print the manual of a diagnostic's CODE, such as SG120."""
    import difflib

    found = CODES.get(code.upper())
    if found is None:
        close = difflib.get_close_matches(code.upper(), CODES, 3, 0.5)
        help_ = f"did you mean {' or '.join(close)}?" if close else f"known are {min(CODES)} to {max(CODES)}"
        raise Refusal([Diagnostic("SG450", f"unknown code '{code}'", None, help_)], 2)
    output.data({"code": found.number, "severity": found.severity, "title": found.title, "manual": found.manual})
    if output.format == "text":
        click.echo(f"{found.number}: {found.title} ({found.severity})\n\n{found.manual.strip()}")
