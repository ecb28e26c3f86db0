"""The group of commands: lazy, and the one door through which every failure leaves."""

from __future__ import annotations

import importlib
import keyword
from typing import Any

import click

from azuraforge_schemagen.cli import exits
from azuraforge_schemagen.cli.secrets import masked, remember

COMMANDS = {
    "init": "Write a starter: settings and a first table.",
    "build": "Write models, and a revision where the schema changed.",
    "check": "Is what is on disk what the YAML says?",
    "diff": "What lies between the YAML and a revision, or two revisions.",
    "verify": "Prove revisions on scratch databases: up, down, up again, with rows.",
    "drift": "Is a live database what was declared?",
    "fmt": "Lay out the YAML, comments kept.",
    "import": "Write the YAML of a live database.",
    "explain": "The manual of a diagnostic's code.",
}
"""Every command, in the order of the help, with its line there; the module of the same name holds it, with ``_``
behind a keyword."""


class Group(click.Group):
    """Commands that are imported when they are asked for."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        """The names, in the order of the help."""
        return list(COMMANDS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        """The command of this name."""
        if cmd_name not in COMMANDS:
            return None
        name = f"{cmd_name}_" if keyword.iskeyword(cmd_name) else cmd_name
        module = importlib.import_module(f"azuraforge_schemagen.cli.{name}")
        command: click.Command = module.command
        return command

    def resolve_command(
        self, ctx: click.Context, args: list[str]
    ) -> tuple[str | None, click.Command | None, list[str]]:
        """The command that was asked for, or a usage error with the nearest one."""
        if args[0] not in COMMANDS and not args[0].startswith("-"):
            import difflib

            close = difflib.get_close_matches(args[0], COMMANDS, 1)
            hint = f" Did you mean '{close[0]}'?" if close else ""
            ctx.fail(f"No such command '{args[0]}'.{hint}")
        return super().resolve_command(ctx, args)

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """The list of commands, without importing them."""
        with formatter.section("Commands"):
            formatter.write_dl(list(COMMANDS.items()))

    def make_context(
        self, info_name: str | None, args: list[str], parent: click.Context | None = None, **extra: Any
    ) -> click.Context:
        """The context of a run. A usage error repeats what was typed, but no password."""
        typed = tuple(args)
        try:
            ctx = super().make_context(info_name, args, parent, **extra)
        except click.UsageError as error:
            raise click.UsageError(masked(error.format_message(), None, typed), error.ctx) from None
        remember(ctx, typed)
        return ctx

    def invoke(self, ctx: click.Context) -> Any:
        """Run, and turn whatever goes wrong into text and an exit code."""
        try:
            return super().invoke(ctx)
        except click.UsageError as error:
            raise click.UsageError(masked(error.format_message(), ctx), error.ctx) from None
        except (click.ClickException, click.exceptions.Exit, BrokenPipeError):
            raise
        except (KeyboardInterrupt, click.Abort):
            click.echo("interrupted", err=True)
            ctx.exit(exits.INTERRUPTED)
        except Exception as error:
            from azuraforge_schemagen.cli.failure import report

            ctx.exit(report(ctx, error))


def print_version(ctx: click.Context, _param: click.Parameter, wanted: bool) -> None:
    """The callback of ``--version``."""
    if wanted:
        from importlib.metadata import version

        click.echo(f"schemagen {version('azuraforge-schemagen')}")
        ctx.exit()
