"""``schemagen drift``: is a live database what was declared?"""

from __future__ import annotations

import click

from azuraforge_schemagen.cli import exits
from azuraforge_schemagen.cli.output import Output, as_json, with_output
from azuraforge_schemagen.cli.progress import progress


@click.command("drift")
@click.argument("url", envvar="DATABASE_URL")
@click.option("--revision", metavar="REV", help="Compare with this revision, or with head, base or yaml.")
@click.option("--scratch-url", metavar="URL", help="The server for the scratch database; by default that of URL.")
@with_output
@click.pass_context
def command(ctx: click.Context, output: Output, url: str, revision: str | None, scratch_url: str | None) -> None:
    """Compare the database at URL, which is only read, with what is declared for the revision that it is at.

    Without URL, the environment's DATABASE_URL is taken. SQL text is compared in the server's own form: the declared
    state is made on a scratch database of the same server, which goes at once.
    """
    from azuraforge_schemagen import pipeline

    config = output.config()
    with progress(output):
        result = pipeline.drift(config, url, pipeline.DriftOptions(revision, scratch_url))
    for line in pipeline.drift_lines(config, result, output.verbosity > 0):
        output.say(line)
    output.diagnostics(result.diagnostics)
    output.data({**pipeline.drift_json(result), "diagnostics": as_json(result.diagnostics)})
    if not result.clean:
        ctx.exit(exits.FINDINGS)
