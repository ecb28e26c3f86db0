"""``schemagen check``: is what is on disk what the YAML says?"""

from __future__ import annotations

import click

from azuraforge_schemagen.cli import exits
from azuraforge_schemagen.cli.output import Output, as_json, with_output
from azuraforge_schemagen.cli.progress import progress


@click.command("check")
@click.option("--no-cache", is_flag=True, help="Compute everything, whatever was seen before.")
@with_output
@click.pass_context
def command(ctx: click.Context, output: Output, no_cache: bool) -> None:
    """Compare everything generated with what the YAML gives, byte for byte, and prove the chain of revisions."""
    from azuraforge_schemagen import pipeline

    with progress(output):
        result = pipeline.check(output.config(), cached=not no_cache)
    output.diagnostics(result.diagnostics)
    output.data({"clean": result.clean, "diagnostics": as_json(result.diagnostics)})
    if result.clean:
        output.say("clean: what is on disk is what the YAML says")
        return
    ctx.exit(exits.FINDINGS)
