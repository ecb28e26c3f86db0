"""``init``: a starter that overwrites nothing."""

from __future__ import annotations

import keyword
import re
import sys
from dataclasses import dataclass
from pathlib import Path

from azuraforge_schemagen.config import FILE, load
from azuraforge_schemagen.diagnostics import Diagnostic, Refusal
from azuraforge_schemagen.source import Span

TABLE = """\
# yaml-language-server: $schema=../generated/schemagen.schema.json
table: users
doc: A person who can log in.
columns:
  id: { type: bigint, primary_key: true, identity: by_default }
  email: { type: string, index: unique }
  name: string | null
  created_at: { type: timestamptz, server_default: now() }
"""

SECTION = """\
[tool.schemagen]
package = "{package}"
dialects = {dialects}
"""
DIALECTS = '["postgresql>=14", "sqlite"]'


@dataclass(frozen=True, slots=True)
class InitResult:
    """What was written, what was there already, and the next step."""

    written: tuple[str, ...]
    kept: tuple[str, ...]
    next: str


def init(root: Path, package: str | None = None) -> InitResult:
    """Write the settings and a first table, each where there is none. Raises ``Refusal``."""
    written, kept = [], []
    settings = root / FILE
    text = read_settings(root)
    if has_section(text):
        kept.append(FILE)
    else:
        _write(settings, with_section(text, section(root, DIALECTS, package)))
        written.append(FILE)
    try:
        config = load(root)
    except Refusal:
        if FILE in written:
            _restore(settings, text)
        raise
    folder = root / config.schema
    table = f"{config.schema}/users.yaml"
    if folder.is_dir() and any(folder.rglob("*.y*ml")):
        kept.append(config.schema)
    else:
        folder.mkdir(parents=True, exist_ok=True)
        _write(root / table, TABLE)
        written.append(table)
    return InitResult(tuple(written), tuple(kept), 'change schema/*.yaml to your tables, then run "schemagen build"')


def has_section(text: str) -> bool:
    """Whether a pyproject.toml has our settings."""
    return re.search(r"^\s*\[\s*tool\s*\.\s*schemagen\s*\]", text, re.MULTILINE) is not None


def with_section(text: str, section: str) -> str:
    """A pyproject.toml with our settings at its end."""
    return f"{text.rstrip()}\n\n{section}" if text.strip() else section


def section(root: Path, dialects: str, package: str | None = None) -> str:
    """The settings as text; ``dialects`` is the TOML list of that setting."""
    return SECTION.format(package=_name(root, package), dialects=dialects)


def _name(root: Path, package: str | None) -> str:
    if package is not None:
        return package
    name = re.sub(r"\W+", "_", root.resolve().name.lower(), flags=re.ASCII).strip("_")
    if not name or name[0].isdigit() or keyword.iskeyword(name) or name in sys.stdlib_module_names:
        name = f"db_{name}".rstrip("_")
    return f"{name}_models"


def read_settings(root: Path) -> str:
    """The text of pyproject.toml, empty where there is none. Raises ``Refusal``."""
    file = root / FILE
    try:
        return file.read_text(encoding="utf-8") if file.exists() else ""
    except (OSError, UnicodeDecodeError) as error:
        raise Refusal([Diagnostic("SG401", f"cannot read {FILE}: {error}", Span(FILE))], 3) from None


def _write(file: Path, text: str) -> None:
    if file.is_symlink():
        raise Refusal([Diagnostic("SG431", f"{file.name} is a symlink; schemagen writes through none")])
    file.write_text(text, encoding="utf-8", newline="\n")


def _restore(file: Path, text: str) -> None:
    if text:
        _write(file, text)
    else:
        file.unlink()
