"""The command line. Commands are imported when they run, so that asking for help costs nothing."""

from __future__ import annotations

import click

from azuraforge_schemagen.cli.group import Group, print_version

main = Group(
    name="schemagen",
    help="A database schema declared in YAML, compiled into typed SQLAlchemy models and Alembic revisions.",
    epilog="Exit codes: 0 clean, 1 findings or out of date, 2 usage, 3 a file or database failed, 70 a bug of ours.",
    context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100},
    params=[
        click.Option(
            ["--version"],
            is_flag=True,
            expose_value=False,
            is_eager=True,
            callback=print_version,
            help="Show the version and exit.",
        )
    ],
)

__all__ = ["main"]
