"""What is said of relationships, without what the language derives by itself."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping, Sequence
from typing import Any

from azuraforge_schemagen.ir.names import QName
from azuraforge_schemagen.ir.orm import Orm, Relationship

Said = Mapping[QName, Mapping[str, Any]]
"""The words of each relationship by its table and name; ``False`` leaves a derived one out."""
Compiled = Callable[[Said], Orm | None]
_Place = tuple[QName, str]


def standing(said: Said, compiled: Compiled) -> Said:
    """As many of the words as compile together; all of them where it is not they that do not."""
    places = _places(said)
    bare = _without(said, places)
    return said if compiled(said) is not None or compiled(bare) is None else _kept(bare, said, places, compiled)


def _kept(bare: Said, said: Said, places: Sequence[_Place], compiled: Compiled) -> Said:
    """What is in ``bare`` with as many of these places as stand."""
    more = {name: {**bare[name], **{key: said[name][key] for at, key in places if at == name}} for name in bare}
    if compiled(more) is not None:
        return more
    if len(places) == 1:
        return bare
    half = len(places) // 2
    return _kept(_kept(bare, said, places[:half], compiled), said, places[half:], compiled)


def shortest(said: Said, compiled: Compiled) -> Said:
    """The words that still give the same relationships."""
    whole = _relationships(compiled(said))
    derived = _relationships(compiled({name: {key: it for key, it in said[name].items() if not it} for name in said}))

    def is_same(less: Said) -> bool:
        return _relationships(compiled(less)) == whole

    alike = [place for place in _places(said) if place in derived and derived[place] == whole.get(place)]
    said = _spared(said, alike, _without, is_same)
    own = [(name, key) for name, key in _places(said) if _is_of(name, whole.get((name, key)))]
    return _spared(said, own, _without_target, is_same)


def _is_of(name: QName, found: Relationship | None) -> bool:
    """Whether the table's own foreign key leads there."""
    return found is not None and found.foreign_table == name and not found.many


def _places(said: Said) -> list[_Place]:
    return [(name, key) for name, words in said.items() for key, it in words.items() if it]


def _relationships(orm: Orm | None) -> dict[_Place, Relationship]:
    classes = orm.classes if orm else {}
    return {(name, it.name): it for name, one in classes.items() for it in one.every_relationship}


def _spared(
    said: Said,
    places: Sequence[_Place],
    less: Callable[[Said, Collection[_Place]], Said],
    is_same: Callable[[Said], bool],
) -> Said:
    """What is said with ``less`` at as many of these places as do not need more."""
    if not places:
        return said
    tried = less(said, places)
    if is_same(tried):
        return tried
    if len(places) == 1:
        return said
    half = len(places) // 2
    return _spared(_spared(said, places[:half], less, is_same), places[half:], less, is_same)


def _without(said: Said, places: Collection[_Place]) -> Said:
    return {name: {key: it for key, it in said[name].items() if (name, key) not in places} for name in said}


def _without_target(said: Said, places: Collection[_Place]) -> Said:
    return {
        name: {key: _targetless(it) if (name, key) in places else it for key, it in said[name].items()} for name in said
    }


def _targetless(words: Mapping[str, Any]) -> dict[str, Any]:
    return {key: it for key, it in words.items() if key != "target"}
