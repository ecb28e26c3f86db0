"""``import --check``: a source read as for an import, and nothing written."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

from azuraforge_schemagen.diagnostics import Diagnostic, Refusal, order
from azuraforge_schemagen.pipeline.adopt import settings
from azuraforge_schemagen.pipeline.coverage import Coverage, Key, counts, key_of, parts
from azuraforge_schemagen.pipeline.faithful import Fault
from azuraforge_schemagen.pipeline.import_ import ImportOptions, database, proved, unsayable
from azuraforge_schemagen.pipeline.import_code import check_code
from azuraforge_schemagen.pipeline.selection import chosen


def check_import(
    root: Path, sources: tuple[str, ...], options: ImportOptions, progress: Callable[[str], None] = lambda _: None
) -> Coverage:
    """How much of a source YAML can carry; nothing is written. Raises ``Refusal`` where it cannot be read."""
    from azuraforge_schemagen.db.code.source import is_code  # only here: SQLAlchemy takes its time
    from azuraforge_schemagen.db.live import look

    _check_reading(options)
    if all(is_code(it) for it in sources):
        return check_code(root, sources, options)
    options = replace(options, partial=True)
    live = look(database(sources, options), progress)
    config = settings(root, live).config
    selection = chosen(live, config, options.only, options.exclude)
    done = proved(config, live, (), selection, options)
    said = [*unsayable(selection, frozenset(), options), *done.selection.diagnostics, *done.left]
    gone = {(it.kind, str(it.owner or ""), str(it)) for it in selection.unmanaged}
    found = counts(parts(selection.schema), parts(done.selection.schema), map(_broken, done.faults), gone)
    return Coverage(found, tuple(order([*said, *(it.diagnostic for it in done.faults)])))


def _broken(fault: Fault) -> Key:
    """What a fault is about that nothing goes around."""
    return key_of(fault.ref) if fault.ref is not None else ("table", "", fault.path)


def _check_reading(options: ImportOptions) -> None:
    """Raises ``Refusal`` for an option that is about what is written."""
    given = {"--force": options.force, "--merge": options.merge, "--alembic": options.alembic is not None}
    for name in (name for name, is_given in given.items() if is_given):
        raise Refusal([Diagnostic("SG566", f"{name} does not go with --check", None, "import --check only looks")], 2)
