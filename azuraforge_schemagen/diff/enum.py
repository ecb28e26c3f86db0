"""Enums and their values."""

from __future__ import annotations

from azuraforge_schemagen.diff.model import Work
from azuraforge_schemagen.diff.split import split
from azuraforge_schemagen.ir.names import Ref
from azuraforge_schemagen.ir.ops import AddEnumValue, CreateEnum, DropEnum, ReplaceEnum, SetComment
from azuraforge_schemagen.ir.schema import Enum, Schema


def create_enums(work: Work, new: Schema) -> None:
    """Enums that are new, and values that were added to those that stay."""
    found = split(_enums(work), _target_enums(new), _ref)
    for enum in found.added:
        work.do(CreateEnum(enum))
    for old, target in found.changed:
        if _is_within(old.values, target.values):
            _add_values(work, old, target)
            if old.comment != target.comment:
                work.do(SetComment("enum", old.name, None, old.comment, target.comment))


def replace_enums(work: Work, new: Schema) -> None:
    """Enums that lost values or whose values changed places: a new type takes the old one's."""
    for old, target in split(_enums(work), _target_enums(new), _ref).changed:
        removed = [value for value in old.values if value not in target.values]
        mapping = work.intent.removed_values.get(target.name, {})
        used = {value: mapping[value] for value in removed if value in mapping}
        if used:
            work.removed_values[target.name] = used
        for value in removed:
            work.allow_drop("value", target.name, value)
        work.do(ReplaceEnum(old, target, tuple(used.items())))


def drop_enums(work: Work, new: Schema) -> None:
    """Enums that went, once nothing uses them."""
    for enum in split(_enums(work), _target_enums(new), _ref).removed:
        work.allow_drop("enum", enum.name, enum.name.name)
        work.do(DropEnum(enum))


def _add_values(work: Work, old: Enum, target: Enum) -> None:
    present = set(old.values)
    for place, value in enumerate(target.values):
        if value not in present:
            before = next((it for it in target.values[place + 1 :] if it in present), None)
            work.do(AddEnumValue(old.name, value, before))
            present.add(value)


def _is_within(part: tuple[str, ...], whole: tuple[str, ...]) -> bool:
    """Whether the values are all there still, in the same order."""
    rest = iter(whole)
    return all(value in rest for value in part)


def _enums(work: Work) -> list[Enum]:
    return [it for it in work.state.values() if isinstance(it, Enum)]


def _target_enums(new: Schema) -> list[Enum]:
    return [it for it in new.objects.values() if isinstance(it, Enum)]


def _ref(enum: Enum) -> Ref:
    return enum.ref
