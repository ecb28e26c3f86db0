"""``schemagen diff``: what lies between two states."""

from __future__ import annotations

import click

from azuraforge_schemagen.cli.output import Output, as_json, with_output
from azuraforge_schemagen.cli.progress import progress


@click.command("diff")
@click.argument("from_", metavar="[FROM]", default="head")
@click.argument("to", metavar="[TO]", default="yaml")
@click.option("--sql", is_flag=True, help="As the SQL that Alembic would run.")
@with_output
def command(output: Output, from_: str, to: str, sql: bool) -> None:
    """Show what changes from one state to another, with what each change costs and risks. Needs no database.

    FROM and TO are a revision (its id, or the beginning of it), head, base (nothing at all) or yaml (the files as they
    are now).
    """
    from azuraforge_schemagen import pipeline

    with progress(output):
        result = pipeline.diff(output.config(), from_, to)
        scripts = pipeline.diff_sql(output.config(), result) if sql else {}
    output.diagnostics(result.diagnostics)
    output.data({"diagnostics": as_json(result.diagnostics), **pipeline.diff_json(result), "sql": scripts})
    if output.format == "json":
        return
    for dialect, script in scripts.items():
        click.echo(f"-- {dialect}\n{script}")
    if not sql:
        click.echo(pipeline.diff_text(result))
