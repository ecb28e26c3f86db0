"""``schemagen fmt``: one layout of the YAML."""

from __future__ import annotations

from pathlib import Path

import click

from azuraforge_schemagen.cli import exits
from azuraforge_schemagen.cli.output import Output, as_json, with_output
from azuraforge_schemagen.cli.progress import progress


@click.command("fmt")
@click.argument("paths", nargs=-1, metavar="[PATHS]", type=click.Path(exists=True, path_type=Path))
@click.option("--check", is_flag=True, help="Write nothing; exit 1 where a file is not laid out.")
@with_output
@click.pass_context
def command(ctx: click.Context, output: Output, paths: tuple[Path, ...], check: bool) -> None:
    """Lay out the YAML: PATHS are files and folders, by default the project's schema.

    Comments are kept, and what the files say stays the same.
    """
    from azuraforge_schemagen import pipeline

    with progress(output):
        result = pipeline.fmt(output.config(), paths, check)
    output.data(
        {
            "files": [change.path for change in result.changes],
            "diagnostics": as_json(result.diagnostics if check else ()),
        }
    )
    if check and result.changes:
        output.diagnostics(result.diagnostics)
        ctx.exit(exits.FINDINGS)
    for change in result.changes:
        output.say(f"laid out {change.path}")
    if not result.changes:
        output.say(f"nothing to do: {result.seen} file{'' if result.seen == 1 else 's'} laid out as they should be")
