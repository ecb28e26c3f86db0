"""Tables that inherit: what they have from their parents, beside what their own files say."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Set
from dataclasses import replace

from azuraforge_schemagen.ir import lineage
from azuraforge_schemagen.ir.names import QName
from azuraforge_schemagen.ir.orm import Attribute
from azuraforge_schemagen.ir.schema import Check, Column, Table
from azuraforge_schemagen.load.document import Document
from azuraforge_schemagen.resolve.catalog import target_of
from azuraforge_schemagen.resolve.context import Context
from azuraforge_schemagen.resolve.draft import Draft
from azuraforge_schemagen.resolve.findings import Place, suggest

Documents = Mapping[QName, Document]


def parents_first(tables: Documents, ctx: Context) -> Iterator[tuple[QName, tuple[QName, ...]]]:
    """The tables with those that they inherit from, each after these."""
    found = {name: dict(_parents(name, document, tables, ctx)) for name, document in tables.items()}
    done: dict[QName, tuple[QName, ...]] = {}
    for name in tables:
        _visit(name, found, done, [], ctx)
    yield from done.items()


def _parents(name: QName, document: Document, tables: Documents, ctx: Context) -> Iterator[tuple[QName, Place]]:
    for index, spec in enumerate(document.data.get("inherits") or ()):
        place = Place(document, ("inherits", index))
        target, exact = target_of(spec)
        own = QName(name.schema, target.name)
        if target not in tables and not exact and own in tables:
            target = own
        if target in tables:
            yield target, place
        else:
            message = f"there is no table '{target}' that '{name}' could inherit from"
            ctx.findings.error("SG176", message, place, suggest(str(target), map(str, tables)))


def _visit(
    name: QName,
    found: Mapping[QName, Mapping[QName, Place]],
    done: dict[QName, tuple[QName, ...]],
    path: list[QName],
    ctx: Context,
) -> None:
    """A table after its parents; one that leads back to itself is said, and left out."""
    if name in done:
        return
    kept = []
    for parent, place in found[name].items():
        if parent == name or parent in path:
            message = f"'{name}' inherits from '{parent}', which inherits from it"
            ctx.findings.error("SG176", message, place, "take one of them out")
        else:
            _visit(parent, found, done, [*path, name], ctx)
            kept.append(parent)
    done[name] = tuple(kept)


def reserve(draft: Draft) -> None:
    """Takes the names of inherited checks, so that derived ones step aside."""
    for parent in draft.heir_of:
        for check in parent.checks:
            draft.constraints.setdefault(check.name, parent.where("checks", check.name))


def add_columns(draft: Draft) -> None:
    """Puts the parents' columns in front of the draft's own; those that it says anew stand in their places."""
    if not draft.heir_of:
        return
    _check_parents(draft)
    own, attributes = dict(draft.columns), {it.column: it for it in draft.attributes}
    key, inherited = _key_columns(draft), lineage.columns_from([_table(it) for it in draft.heir_of])
    for name, theirs in inherited.items():
        if name in own:
            _check_column(draft, own[name], theirs)
            continue
        _check_alike(draft, name)
        own[name] = replace(theirs, nullable=theirs.nullable and name not in key)
        attributes[name] = _adopt(draft, name)
    draft.columns = {name: own[name] for name in (*inherited, *draft.columns)}
    draft.attributes = [attributes[name] for name in draft.columns]


def _table(draft: Draft) -> Table:
    return Table(draft.name, tuple(draft.columns.values()), checks=tuple(draft.checks))


def _key_columns(draft: Draft) -> set[str]:
    key = draft.document.data.get("primary_key") or draft.key_columns
    return set((key.get("columns") or ()) if isinstance(key, Mapping) else key)


def _adopt(draft: Draft, name: str) -> Attribute:
    """A parent's attribute, with where it was written and how its rows get there."""
    parent = next(it for it in draft.heir_of if name in it.columns)
    draft.mixed[name] = parent.mixed.get(name, parent.document)
    intents = draft.ctx.intents
    for said in (intents.backfills, intents.using):
        if (parent.name, name) in said:
            said[draft.name, name] = said[parent.name, name]  # type: ignore[assignment]
    return replace(next(it for it in parent.attributes if it.column == name), mixin=None)


def _check_parents(draft: Draft) -> None:
    here = Place(draft.document)
    if "partition_by" in draft.document.data:
        message = f"'{draft.name}' is partitioned, so it cannot inherit"
        draft.error("SG176", message, here.name("partition_by"), "take inherits: or partition_by: out")
    own = set(draft.dialects or draft.ctx.texts.dialects)
    for index, parent in enumerate(draft.heir_of):
        place, also = here.at("inherits", index), (parent.place, "the parent")
        if "partition_by" in parent.document.data:
            message = f"'{parent.name}' is partitioned: only its partitions have its columns"
            draft.error("SG176", message, place, "declare the table under its partitions:", also)
        lacking = sorted(own - set(parent.dialects or draft.ctx.texts.dialects))
        if lacking:
            message = f"'{parent.name}' does not exist on {' and '.join(lacking)}, '{draft.name}' does"
            draft.error("SG176", message, place, "give both the same dialects", also)


def _check_column(draft: Draft, own: Column, theirs: Column) -> None:
    """A column that is said anew may have its own default and comment, and be NOT NULL."""
    if lineage.fits(own, theirs):
        return
    parent = next(it for it in draft.heir_of if own.name in it.columns)
    message = f"'{own.name}' is another column in '{parent.name}', from which '{draft.name}' inherits it"
    help_ = "give it the type, collation and expression that it has there, and no '| null' where it has none"
    also = (parent.where("columns", own.name), "the parent's")
    draft.error("SG177", message, draft.where("columns", own.name), help_, also)


def _check_alike(draft: Draft, name: str) -> None:
    """Parents that have a column of one name have the same one."""
    found = [(it, lineage.from_parent(_table(it), it.columns[name])) for it in draft.heir_of if name in it.columns]
    first, column = found[0]
    for parent, other in found[1:]:
        defaults = {it.server_default for it in (column, other)} - {None}
        alike = replace(other, nullable=column.nullable, server_default=column.server_default) == column
        if not alike or len(defaults) > 1:
            message = f"'{name}' of '{first.name}' and of '{parent.name}', from which '{draft.name}' inherits, differ"
            help_ = "give both the same type" if not alike else f"say '{name}' under columns:, with the default it has"
            draft.error("SG177", message, Place(draft.document, ("inherits",)), help_)


def add_checks(draft: Draft) -> None:
    """The parents' checks. One that the draft says too is the same one."""
    own = {it.name: it for it in draft.checks}
    inherited: dict[str, Check] = {}
    for parent in draft.heir_of:
        for name, check in lineage.checks_from([_table(parent)]).items():
            first = inherited.setdefault(name, check)
            if not all(lineage.same_check(it, check) for it in (first, own.get(name, check))):
                message = f"the check '{name}' of '{draft.name}' is another one in '{parent.name}'"
                place = draft.where("checks", name) if name in own else Place(draft.document, ("inherits",))
                draft.error("SG177", message, place, "give one of them another name", (parent.place, "the parent"))
            draft.places.setdefault(("checks", name), parent.where("checks", name))
    _check_alone(draft, own.keys() | inherited.keys())
    kept = (replace(it, not_valid=inherited.get(it.name, it).not_valid) for it in draft.checks)
    draft.checks = [*kept, *(it for name, it in inherited.items() if name not in own)]


def _check_alone(draft: Draft, names: Set[str]) -> None:
    """A server tells checks by their names where inheritance ends, those with NO INHERIT too."""
    for parent in draft.heir_of:
        for check in parent.checks:
            if check.no_inherit and check.name in names:
                message = f"'{draft.name}' has a check '{check.name}', and '{parent.name}' one that is not inherited"
                place, also = draft.where("checks", check.name), (parent.where("checks", check.name), "the parent's")
                draft.error("SG177", message, place, "give one of them another name", also)
