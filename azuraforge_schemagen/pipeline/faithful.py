"""The proof of an import: the YAML is read back, and must be the database that it was written from."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass

from azuraforge_schemagen.config import Config
from azuraforge_schemagen.diagnostics import Diagnostic
from azuraforge_schemagen.dialects import project, storage
from azuraforge_schemagen.ir.names import Ref
from azuraforge_schemagen.ir.schema import Schema
from azuraforge_schemagen.load.read import read_texts
from azuraforge_schemagen.resolve import resolve


@dataclass(frozen=True, slots=True)
class Fault:
    """A finding about an object, or about the file ``path`` of one."""

    diagnostic: Diagnostic
    ref: Ref | None = None
    path: str = ""


def faithful(
    config: Config, files: Mapping[str, str], wanted: Schema, dialect: str, missed: Callable[[Ref], bool]
) -> Iterator[Fault]:
    """What keeps the files from compiling to exactly this Schema, and to nothing beside it that is ``missed`` there."""
    documents, broken = read_texts(files)
    yield from map(_fault, broken)
    if broken:
        return
    resolved = resolve(documents, config)
    errors = [finding for finding in resolved.diagnostics if finding.severity == "error"]
    yield from map(_fault, errors)
    if errors:
        return
    found = storage(project(resolved.schema, dialect), dialect)
    for ref in sorted({*wanted.objects, *filter(missed, found.objects)}):
        if wanted.objects.get(ref) != found.objects.get(ref):
            yield Fault(unfaithful(ref), ref)


def _fault(finding: Diagnostic) -> Fault:
    return Fault(unwritable(finding), path=finding.span.path if finding.span else "")


def unfaithful(ref: Ref) -> Diagnostic:
    """The finding about an object whose YAML would be another thing."""
    help_ = "please report it with the definition of the object; --exclude goes on without it"
    return Diagnostic("SG514", f"{ref} cannot be written so that it compiles to exactly itself", None, help_)


def unwritable(finding: Diagnostic) -> Diagnostic:
    """What the language refuses, said of the object and not of a file that is not there."""
    where = finding.span.path if finding.span else ""
    message = f"{where}: {finding.message}" if where else finding.message
    return Diagnostic("SG515", f"{message} ({finding.code})", None, finding.help)
