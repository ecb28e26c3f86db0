"""References -> foreign keys, when every table is known: targets, their keys, types, actions."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, cast

from azuraforge_schemagen.ir.names import QName
from azuraforge_schemagen.ir.schema import ForeignKey, Index, PrimaryKey, ReferentialAction, Unique
from azuraforge_schemagen.ir.types import INTEGER_TYPES, STRING_TYPES, EnumType, Raw, Scalar, Type, on
from azuraforge_schemagen.resolve.context import Context
from azuraforge_schemagen.resolve.draft import Draft, Reference
from azuraforge_schemagen.resolve.external import is_external
from azuraforge_schemagen.resolve.findings import Place, suggest

Drafts = Mapping[QName, Draft]
_INEXACT = frozenset({"numeric", "double", "real", "float"})


def add_foreign_keys(draft: Draft, drafts: Drafts, ctx: Context) -> None:
    """Turns the references of a draft into its foreign keys."""
    for reference in draft.references:
        if key := _foreign_key(reference, draft, drafts, ctx):
            draft.foreign_keys.append(key)
            draft.places["foreign_keys", key.name] = reference.place


def _foreign_key(reference: Reference, draft: Draft, drafts: Drafts, ctx: Context) -> ForeignKey | None:
    target = _target(reference, draft, drafts, ctx)
    if len(reference.columns) != len(reference.target_columns):
        message = f"{len(reference.columns)} columns cannot refer to {len(reference.target_columns)}"
        ctx.findings.error("SG144", message, reference.place.at("to"), "'to' names as many columns as 'columns'")
        return None
    if target is None:
        return None
    if target in drafts and not _check_target(reference, draft, drafts[target], ctx):
        return None
    spec = reference.spec
    action, set_columns = _on_delete(reference, draft, ctx)
    name = reference.name or draft.derive(
        lambda number: ctx.naming.foreign_key(draft.name.name, reference.columns, target.name, number), reference.place
    )
    table_level = reference.place.path[:1] == ("foreign_keys",)
    enforced = bool(spec.get("enforced", True))
    return ForeignKey(
        name,
        reference.columns,
        target,
        reference.target_columns,
        action,
        _action(spec.get("on_update")) if table_level else "no action",
        set_columns,
        spec.get("match") == "full",
        spec.get("deferrable"),
        bool(spec.get("not_valid", False)) and enforced,
        spec.get("comment") if table_level else None,
        enforced,
    )


def _target(reference: Reference, draft: Draft, drafts: Drafts, ctx: Context) -> QName | None:
    """The table referred to: the one named, or where no schema was written one of the table's own schema."""
    target = reference.target
    if target in drafts:
        return target
    own = QName(draft.name.schema, target.name)
    if not reference.exact and own in drafts:
        return own
    if is_external(target, ctx.external):
        return target
    message = f"there is no table '{target}'"
    known = suggest(str(target), map(str, drafts))
    help_ = known or "declare it, or list it under external in [tool.schemagen] where others own it"
    ctx.findings.error("SG140", message, reference.target_place, help_)
    return None


def _check_target(reference: Reference, draft: Draft, target: Draft, ctx: Context) -> bool:
    missing = [name for name in reference.target_columns if name not in target.columns]
    where = reference.target_place if "to" not in reference.spec else reference.place.at("to")
    for name in missing:
        message = f"the table '{target.name}' has no column '{name}'"
        also = (target.place, "the table")
        ctx.findings.error("SG141", message, where, suggest(name, target.columns), also)
    if missing:
        return False
    _check_unique(reference, target, where, ctx)
    if not _check_dialects(reference, draft, target, ctx):
        return False
    for own, theirs in zip(reference.columns, reference.target_columns, strict=True):
        _check_types(own, theirs, draft, target, ctx)
    return True


def _check_unique(reference: Reference, target: Draft, where: Place, ctx: Context) -> None:
    wanted = sorted(reference.target_columns)
    if target.parent is not None and _is_unique(wanted, target.parent):
        return
    key = target.primary_key
    if key and sorted(key.columns) == wanted and not key.deferrable:
        return
    if any(sorted(unique.columns) == wanted and not unique.deferrable for unique in target.uniques):
        return
    for index in target.indexes:
        plain = index.unique and index.where is None and len(index.columns) == len(index.keys)
        if plain and sorted(index.columns) == wanted and not index.dialects:
            return
    listed = ", ".join(reference.target_columns)
    message = f"({listed}) of '{target.name}' is neither its primary key nor unique"
    help_ = f"a foreign key needs one row at most: make ({listed}) unique there, or refer to its primary key"
    if key and sorted(key.columns) == wanted:
        message, help_ = f"the primary key of '{target.name}' is deferrable", "a deferrable key cannot be referred to"
    ctx.findings.error("SG142", message, where, help_, (target.place, "the table referred to"))


def _is_unique(columns: list[str], target: Draft) -> bool:
    """Whether a partition has such a key from its parent."""
    keys: list[PrimaryKey | Unique | Index] = [
        it for _, it in target.children() if isinstance(it, PrimaryKey | Unique) and not it.deferrable
    ]
    keys += [it for it in target.indexes if it.unique and it.where is None and len(it.columns) == len(it.keys)]
    found = any(sorted(it.columns) == columns for it in keys)
    return found or (target.parent is not None and _is_unique(columns, target.parent))


def _check_dialects(reference: Reference, draft: Draft, target: Draft, ctx: Context) -> bool:
    own = set(draft.dialects or ctx.texts.dialects)
    lacking = sorted(own - set(target.dialects or ctx.texts.dialects))
    if lacking:
        message = f"the table '{target.name}' does not exist on {' and '.join(lacking)}, '{draft.name}' does"
        help_ = "give both the same dialects"
        ctx.findings.error("SG142", message, reference.target_place, help_, (target.place, "the table referred to"))
    return not lacking


def _check_types(own: str, theirs: str, draft: Draft, target: Draft, ctx: Context) -> None:
    one, two = ctx.types.plain(draft.columns[own].type), ctx.types.plain(target.columns[theirs].type)
    if one == two:
        return
    for dialect in ctx.texts.dialects:
        left, right = on(one, dialect), on(two, dialect)
        if not _comparable(left, right):
            message = (
                f"'{draft.name}.{own}' is {spell(left)} and refers to '{target.name}.{theirs}', which is {spell(right)}"
            )
            also = (target.where("columns", theirs), "the column referred to")
            help_ = "give both columns the same type"
            ctx.findings.error("SG143", message, draft.where("columns", own), help_, also)
            return


def _comparable(one: Type, two: Type) -> bool:
    if isinstance(one, Raw) or isinstance(two, Raw) or one == two:
        return True
    if not isinstance(one, Scalar) or not isinstance(two, Scalar):
        return False
    families = (INTEGER_TYPES, STRING_TYPES, _INEXACT)
    return one.name == two.name or any(one.name in family and two.name in family for family in families)


def spell(type_: Type) -> str:
    """A type as the language writes it, without its sizes."""
    if isinstance(type_, Scalar):
        return type_.name
    return f"the enum {type_.name}" if isinstance(type_, EnumType) else "an array"


def _action(text: Any) -> ReferentialAction:
    return cast(ReferentialAction, str(text or "no_action").replace("_", " "))


def _on_delete(reference: Reference, draft: Draft, ctx: Context) -> tuple[ReferentialAction, tuple[str, ...]]:
    spec = reference.spec.get("on_delete")
    place = reference.place.at("on_delete")
    chosen: tuple[str, ...] = ()
    if isinstance(spec, Mapping):
        spec, columns = next(iter(spec.items()))
        chosen = tuple(columns)
        for index, name in enumerate(chosen):
            if name not in reference.columns:
                message = f"'{name}' is not a column of this foreign key"
                ctx.findings.error("SG144", message, place.at(spec, index), suggest(name, reference.columns))
    action = _action(spec)
    if action == "set null":
        for name in chosen or reference.columns:
            if name in draft.columns and not draft.columns[name].nullable:
                message = f"'{name}' is NOT NULL, so ON DELETE SET NULL always fails"
                ctx.findings.warn("SG145", message, place, "add '| null' to its type, or choose another on_delete")
    return action, chosen if set(chosen) != set(reference.columns) else ()
