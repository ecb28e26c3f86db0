"""Names of database objects: which are accepted, and which of them a person or a server takes for one another."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Collection, Iterable, Mapping
from functools import lru_cache

from azuraforge_schemagen.ir.naming import MAX_BYTES
from azuraforge_schemagen.resolve.findings import Findings, Place, Problem

_PLAIN = re.compile(r"[A-Za-z_][A-Za-z0-9_$]{0,62}").fullmatch
_LOOKALIKES = str.maketrans(
    "аеорсухіјѕһԁԛԝАВЕНІЈКМОРЅТХУΑΒΕΖΗΙΚΜΝΟΡΤΥΧοαινυρ",
    "aeopcyxijshdqwABEHIJKMOPSTXYABEZHIKMNOPTYXoaivup",
)
_SCRIPTS = ("LATIN", "CYRILLIC", "GREEK")
POSTGRESQL = frozenset({"SG122"})
"""What is said of names for the sake of PostgreSQL alone."""
SYSTEM_COLUMNS = frozenset({"tableoid", "xmin", "cmin", "xmax", "cmax", "ctid"})
"""Columns that every PostgreSQL table has of its own."""


def check_type(name: str, kind: str, place: Place, findings: Findings) -> None:
    """Says where a name of a type could not be that of a column's type."""
    if not set("()[]|").isdisjoint(name):
        message = f"no column could say that the {kind} '{name}' is its type"
        findings.error("SG121", message, place, "take the brackets and bars out of the name")


@lru_cache(maxsize=16384)
def problem(name: str) -> Problem | None:
    """What keeps a written name from being one. Quotes, spaces inside, capitals and Unicode are accepted."""
    if _PLAIN(name):
        return None
    if not name:
        return Problem("SG121", "a name is empty")
    if name != name.strip():
        return Problem("SG121", f"the name {name!r} begins or ends with a space", help="take the space away")
    bad = next((char for char in name if _is_hidden(char)), None)
    if bad is not None:
        what = unicodedata.name(bad, "a control character")
        return Problem("SG121", f"the name {name!a} holds U+{ord(bad):04X} ({what})", help="take it out of the name")
    size = len(name.encode())
    if size > MAX_BYTES:
        message = f"the name '{name}' has {size} bytes of UTF-8; PostgreSQL keeps {MAX_BYTES}"
        return Problem("SG122", message, help=f"shorten it by {size - MAX_BYTES} bytes")
    return None


def check(name: str, place: Place, findings: Findings) -> None:
    """Says what is wrong with a written name, if anything is."""
    found = problem(name)
    if found:
        findings.error(found.code, found.message, place, found.help)


def are_distinct(names: Collection[str]) -> bool:
    """Whether names that are different already differ for every reader, without a doubt."""
    return "".join(names).isascii() and len({name.lower() for name in names}) == len(names)


def check_twins(named: Iterable[tuple[str, Place]], what: str, findings: Findings) -> None:
    """Names of one scope that differ, but not for every reader: by case, normal form or look. What a dialect takes
    for one, it says itself."""
    places = dict(named)
    if are_distinct(places):
        return
    said = _same(places, what, _normal, frozenset(), findings)
    said = _same(places, what, _skeleton, said, findings)
    _same(places, what, _caseless, said, findings)
    for name, place in places.items():
        if not name.isascii() and len(scripts := _scripts_of(name)) > 1:
            message = f"the name '{name}' mixes {' and '.join(sorted(scripts))} letters"
            findings.warn("SG125", message, place, "letters of two alphabets look alike; keep to one")


def _same(
    places: Mapping[str, Place], what: str, fold: Callable[[str], str], said: frozenset[str], findings: Findings
) -> frozenset[str]:
    """Says which names are the same when folded, but for those said already; gives back all that are said now."""
    seen: dict[str, str] = {}
    found = set(said)
    for name, place in places.items():
        first = seen.setdefault(fold(name), name)
        if first != name and name not in said:
            found.add(name)
            message, help_ = _twins(first, name, what, fold)
            also = (places[first], "the other one")
            if fold is _caseless:
                findings.warn("SG125", message, place, help_, also)
            else:
                findings.error("SG124", message, place, help_, also)
    return frozenset(found)


def _twins(first: str, name: str, what: str, fold: Callable[[str], str]) -> tuple[str, str]:
    if fold is _caseless:
        return f"{what} '{first}' and '{name}' differ by case only", "they are easily mistaken; rename one of them"
    if fold is _normal:
        message = f"{what} {first!a} and {name!a} are the same name after Unicode normalisation"
        return message, "Python takes them for one; rename one of them"
    return f"{what} {first!a} and {name!a} look the same", "rename one of them"


def _normal(name: str) -> str:
    return unicodedata.normalize("NFKC", name)


def _caseless(name: str) -> str:
    """The name without case, in Turkish too: no rule of Unicode's brings the dotless and the dotted i together."""
    return name.casefold().replace("i\u0307", "i").replace("\u0131", "i")


def _skeleton(name: str) -> str:
    return _normal(name).translate(_LOOKALIKES)


def _scripts_of(name: str) -> set[str]:
    found = {unicodedata.name(char, "").split(" ")[0] for char in name if char.isalpha()}
    return found.intersection(_SCRIPTS)


def _is_hidden(char: str) -> bool:
    return unicodedata.category(char) in ("Cc", "Cf", "Cs", "Zl", "Zp") or char in "\u115f\u1160\u3164\uffa0"
