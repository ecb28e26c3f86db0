"""``schemagen build``: models, and a revision where the schema changed."""

from __future__ import annotations

import click

from azuraforge_schemagen.cli.output import Output, as_json, with_output
from azuraforge_schemagen.cli.progress import progress


@click.command("build")
@click.option("--message", "-m", metavar="MSG", help="The revision's message; by default what it does.")
@click.option(
    "--allow", multiple=True, metavar="WHAT", help="Acknowledge a loss: all, or KIND:NAME as the refusal says."
)
@click.option("--rev-id", metavar="ID", help="The revision's id, instead of a hash.")
@click.option("--amend", is_flag=True, help="Replace the newest revision instead of adding one.")
@click.option("--empty", is_flag=True, help="A revision without a change, to be filled in by hand.")
@click.option("--merge", is_flag=True, help="A revision that joins two heads.")
@click.option("--accept", metavar="REV", help="Record a revision that was edited by hand.")
@click.option("--force", is_flag=True, help="Let --amend replace what was released or edited.")
@click.option("--dry-run", is_flag=True, help="Write nothing; say what would be written.")
@click.option("--sql", is_flag=True, help="Print the SQL of the new revision, for every dialect.")
@with_output
def command(output: Output, allow: tuple[str, ...], sql: bool, **options: object) -> None:
    """Write everything that is generated: models, package, and a revision where the schema changed."""
    from azuraforge_schemagen import pipeline

    wanted = pipeline.BuildOptions(allow=frozenset(allow), sql=sql, **options)  # type: ignore[arg-type]
    with progress(output):
        result = pipeline.build(output.config(), wanted)
    output.diagnostics(result.diagnostics)
    output.data({**pipeline.build_json(result), "diagnostics": as_json(result.diagnostics)})
    for line in pipeline.build_lines(result, wanted.dry_run):
        output.say(line)
    for revision in result.revisions if wanted.dry_run else ():
        output.say(f"\n{revision.text}")
    if output.format == "text":
        for dialect, script in result.sql.items():
            click.echo(f"-- {dialect}\n{script}")
