"""The settings of a project that is about to adopt a database: those that are there, else first ones."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from azuraforge_schemagen.config import FILE, Config, load, parse
from azuraforge_schemagen.diagnostics import Diagnostic, Refusal
from azuraforge_schemagen.pipeline.init import has_section, read_settings, section, with_section

if TYPE_CHECKING:
    from azuraforge_schemagen.db.live import Live


@dataclass(frozen=True, slots=True)
class Adopted:
    """The settings, and pyproject.toml where it must be written."""

    config: Config
    files: Mapping[str, str]


def settings(root: Path, live: Live) -> Adopted:
    """The settings of the project. Raises ``Refusal`` where they leave the database's dialect out."""
    least = f">={live.version[0]}" if live.dialect == "postgresql" else ""
    found = settings_for(root, f'["{live.dialect}{least}"]')
    if live.dialect not in found.config.dialects:
        message = f"the database is {live.dialect}; the project's dialects are {', '.join(found.config.dialects)}"
        raise Refusal([Diagnostic("SG512", message, None, "add it to 'dialects' in [tool.schemagen]")])
    return found


def settings_for(root: Path, dialects: str) -> Adopted:
    """The settings of the project; first ones for ``dialects``, a TOML list, where there are none."""
    text = read_settings(root)
    if has_section(text):
        return Adopted(load(root), {})
    text = with_section(text, section(root, dialects))
    return Adopted(parse(root, text), {FILE: text})
