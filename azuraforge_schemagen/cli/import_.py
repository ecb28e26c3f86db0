"""``schemagen import``: the YAML of a live database, or of models."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from azuraforge_schemagen.cli import exits
from azuraforge_schemagen.cli.output import Output, as_json, with_output
from azuraforge_schemagen.cli.progress import progress

if TYPE_CHECKING:
    from azuraforge_schemagen import pipeline


@click.command("import")
@click.argument("sources", nargs=-1, required=True, metavar="SOURCE")
@click.option("--force", is_flag=True, help="Mirror the database: files of objects that it lacks go.")
@click.option("--merge", is_flag=True, help="Take over what the database has, keep what only YAML knows.")
@click.option("--check", is_flag=True, help="Write nothing: say how much of SOURCE the language can carry.")
@click.option("--partial", is_flag=True, help="Go on without what the language cannot say, and record it.")
@click.option("--only", multiple=True, metavar="PATTERN", help="Only objects of these names, such as 'app.*'.")
@click.option("--exclude", multiple=True, metavar="PATTERN", help="No objects of these names.")
@click.option("--with", "beside", multiple=True, metavar="MODULE", help="With models, import this too; or 'package.*'.")
@click.option("--mixins", metavar="FILE", help="With models, a Python file for what of their code is no YAML.")
@click.option("--alembic", metavar="PATH", help="Adopt this Alembic history: the folder of env.py, or alembic.ini.")
@click.option("--scratch-url", metavar="URL", help="With --alembic, the server on which the history runs; or embedded.")
@click.option("--at-head", is_flag=True, help="With --alembic: the history is not run; URL is at its head.")
@with_output
@click.pass_context
def command(
    ctx: click.Context,
    output: Output,
    sources: tuple[str, ...],
    force: bool,
    merge: bool,
    check: bool,
    partial: bool,
    only: tuple[str, ...],
    exclude: tuple[str, ...],
    beside: tuple[str, ...],
    mixins: str | None,
    alembic: str | None,
    scratch_url: str | None,
    at_head: bool,
) -> None:
    """Write schema/*.yaml that compile to exactly the database or the models of SOURCE, which are only read.

    SOURCE is postgresql://user:password@host:port/database (by whichever of psycopg and psycopg2 is installed),
    sqlite:///file, or package.module:name of a declarative base, a MetaData or a registry; of these, several too.
    """
    from azuraforge_schemagen import pipeline

    options = pipeline.ImportOptions(
        force, merge, partial, only, exclude, alembic, scratch_url, at_head, beside, mixins
    )
    if check:
        ctx.exit(_check(output, sources, options))
    with progress(output):
        result = pipeline.import_(output.root, sources, options)
    output.diagnostics(result.diagnostics)
    output.data({**pipeline.import_json(result), "diagnostics": as_json(result.diagnostics)})
    for line in pipeline.import_lines(result):
        output.say(line)


def _check(output: Output, sources: tuple[str, ...], options: pipeline.ImportOptions) -> int:
    """Says what would be carried; the exit code."""
    from azuraforge_schemagen import pipeline

    with progress(output):
        found = pipeline.check_import(output.root, sources, options)
    for line in pipeline.coverage_lines(found):
        output.say(line)
    output.data({**pipeline.coverage_json(found), "diagnostics": as_json(found.diagnostics)})
    output.diagnostics(found.diagnostics)
    return 0 if found.whole else exits.FINDINGS
