"""``schemagen init``: a starter."""

from __future__ import annotations

import click

from azuraforge_schemagen.cli.output import Output, with_output


@click.command("init")
@click.argument("package", required=False)
@with_output
def command(output: Output, package: str | None) -> None:
    """Write [tool.schemagen] into pyproject.toml and a first table into schema/, where there is none.

    PACKAGE is the import name of the models, by default derived from the folder's name.
    """
    from azuraforge_schemagen import pipeline

    result = pipeline.init(output.root, package)
    output.data({"written": list(result.written), "kept": list(result.kept), "next": result.next})
    for path in result.written:
        output.say(f"wrote {path}")
    for path in result.kept:
        output.say(f"kept {path}")
    output.say(f"next: {result.next}")
