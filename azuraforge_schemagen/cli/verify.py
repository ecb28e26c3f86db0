"""``schemagen verify``: revisions proved on scratch databases."""

from __future__ import annotations

import click

from azuraforge_schemagen.cli import exits
from azuraforge_schemagen.cli.output import Output, as_json, with_output
from azuraforge_schemagen.cli.progress import progress


@click.command("verify")
@click.argument("revisions", nargs=-1, metavar="[REVISIONS]")
@click.option("--scratch-url", metavar="URL", help="The server for scratch databases: any database of it; or embedded.")
@click.option("--dialect", "dialects", multiple=True, metavar="NAME", help="Only this one; may be given twice.")
@click.option("--rows", type=click.IntRange(0, 1000), default=4, show_default=True, help="Rows for every table.")
@with_output
@click.pass_context
def command(
    ctx: click.Context,
    output: Output,
    revisions: tuple[str, ...],
    scratch_url: str | None,
    dialects: tuple[str, ...],
    rows: int,
) -> None:
    """Prove revisions on scratch databases: up, down and up again, with rows in every table.

    REVISIONS are ids (or the beginning of one), head, or a range A..B: what comes after A, up to B. By default all.
    """
    from azuraforge_schemagen import pipeline

    options = pipeline.VerifyOptions(scratch_url, revisions, dialects, rows)
    with progress(output) as tell:
        result = pipeline.verify(output.config(), options, tell)
    output.diagnostics(result.diagnostics)
    output.data({**pipeline.verify_json(result), "diagnostics": as_json(result.diagnostics)})
    for line in pipeline.verify_lines(result, output.verbosity > 0):
        output.say(line)
    if not result.proven:
        ctx.exit(exits.FINDINGS)
