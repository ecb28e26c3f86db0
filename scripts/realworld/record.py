"""What a report comes to: figures, and every difference with the words that the import has for it."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from typing import Any

DIALECTS = ("postgresql", "sqlite")
LEFT = ("method", "hybrid", "validator", "association")
"""What stays in the code of a class and is nothing of its mapper; counted only."""
_SAID = re.compile(r"SG561: (\S+): left to your code: (.*?)(?: \([^()]*\))?$", re.DOTALL)

Record = dict[str, Any]


def recorded(report: Mapping[str, Any]) -> Record:
    """The figures of a project and its gaps."""
    if "refused" in report:
        return {"refused": [it for it in report["refused"] if not it.startswith("SG561")]}
    figures = {it: _equal(report[it]) for it in (*DIALECTS, "mappers") if it in report}
    differences = [it for kind in figures for it in _differences(kind, report)]
    return {
        "figures": figures,
        "named": _grouped((where, words) for where, words, named in differences if named),
        "unnamed": _grouped((where, words) for where, words, named in differences if not named),
        "left out": [it.removeprefix("SG511: ").removesuffix("; it is left out") for it in _of(report, "SG511")],
        "refused by the server": {
            it: report[it]["refused"] for it in DIALECTS if it in report and report[it]["refused"]
        },
        "in the code": dict(_left(report)),
    }


def _equal(found: Mapping[str, Any]) -> list[int]:
    return [found["total"] - len(found["different"]), found["total"]]


def _of(report: Mapping[str, Any], code: str) -> list[str]:
    return [it for it in report["said"] if it.startswith(code)]


def _grouped(found: Iterable[tuple[str, str]]) -> dict[str, list[str]]:
    """The places by the words, in their order."""
    groups: dict[str, list[str]] = {}
    for where, words in found:
        groups.setdefault(words, []).append(where)
    return groups


def _differences(kind: str, report: Mapping[str, Any]) -> Iterator[tuple[str, str, bool]]:
    """Where each is, it in words, and whether they are those of a diagnostic."""
    for name, text in report[kind]["different"].items():
        if kind == "mappers":
            yield from _of_class(name, text.splitlines(), list(_classes(report)))
        else:
            said = list(_of_table(name, report))
            yield f"{kind}, {name}", "; ".join(said) or " ".join(text.split())[:400], bool(said)
    if kind != "mappers":
        yield from ((kind, it[:400], False) for it in report[kind]["objects"])


def _of_table(name: str, report: Mapping[str, Any]) -> Iterator[str]:
    """What the import says of a table."""
    for head in (f"SG511: table {name}: the language cannot say ", f"SG563: table:{name}: "):
        yield from (_words(it, head) for it in report["said"] if it.startswith(head))


def _words(said: str, head: str) -> str:
    return said.removeprefix(head).removesuffix("; it is left out")


def _of_class(name: str, lines: list[str], said: list[tuple[str, str]]) -> Iterator[tuple[str, str, bool]]:
    """Each difference of a class, with what the import says of the very part; one that several explain is one."""
    found: dict[str, bool] = {}
    for line in lines:
        part = name if line.startswith("there is none") else line.partition(":")[0].split()[-1]
        words = [it for cls, it in said if name in (cls, part) and re.search(rf"\b{part}", it) and not _is_left(it)]
        found |= dict.fromkeys(words, True) if words else {line[:400]: False}
    yield from ((name, words, named) for words, named in found.items())


def _classes(report: Mapping[str, Any]) -> Iterator[tuple[str, str]]:
    for it in _of(report, "SG561"):
        if found := _SAID.fullmatch(it):
            yield found[1], found[2]


def _is_left(words: str) -> bool:
    return words.lower().removeprefix("the ").startswith(LEFT)


def _left(report: Mapping[str, Any]) -> Counter[str]:
    counts: Counter[str] = Counter()
    for _, words in _classes(report):
        kind = next((it for it in LEFT if words.lower().removeprefix("the ").startswith(it)), "")
        counts[kind] += words.count(",") + 1 if kind == "method" else 1
    return Counter({kind: number for kind, number in counts.items() if kind})
