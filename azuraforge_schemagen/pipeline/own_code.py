"""``import --mixins FILE``: the code of the mapped classes, as a file for the project to own."""

from __future__ import annotations

import sys
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

from azuraforge_schemagen.config import Config
from azuraforge_schemagen.diagnostics import Diagnostic, Refusal
from azuraforge_schemagen.source import Span

if TYPE_CHECKING:
    from azuraforge_schemagen.db.code import Code
    from azuraforge_schemagen.db.code.classes import ClassWords
    from azuraforge_schemagen.db.code.enums import EnumWords
    from azuraforge_schemagen.db.code.own import Generated, Module, OwnCode
    from azuraforge_schemagen.db.code.source import Source

_USAGE = 2
_PATHS = frozenset({"call", "collection", "python", "version_id_generator"})
"""The keys under which a file names something by its path."""


@dataclass(frozen=True, slots=True)
class Moved:
    """The models with their code in a file: what YAML says of them then, the file, what the modules become, and what is
    in none of them."""

    code: Code
    files: Mapping[str, str] = field(default_factory=dict)
    modules: Mapping[str, str] = field(default_factory=dict)
    diagnostics: tuple[Diagnostic, ...] = ()


def moved(config: Config, source: Source, code: Code, file: str, force: bool) -> Moved:
    """The code of the classes that ``source`` maps, in a file. Raises ``Refusal``."""
    from azuraforge_schemagen.db.code.own import modules, own_code

    root = config.root
    found, foreign = modules(source, root)
    if not found:
        message = "no module of the project maps a class"
        help_ = f"the classes are of {', '.join(foreign)}; leave --mixins out" if foreign else "leave --mixins out"
        raise Refusal([Diagnostic("SG565", message, None, help_)])
    path, name = place(root, file)
    _check_free(root, path, found, force)
    own = own_code(source, found, _generated(config, code), _relationships(code), _documented(code), name)
    files = {} if _text(root / path) == own.text else {path: own.text}
    others = {_shown(root, it.file): own.replaced[it.name] for it in found if it.name in own.replaced}
    return Moved(_said(code, own), files, others, tuple(_left(root, own, foreign, path)))


def _generated(config: Config, code: Code) -> Generated:
    from azuraforge_schemagen.db.code.own import Generated

    names = {it.name for it in code.classes} | {name for it in code.classes for name in it.subclasses}
    return Generated(f"{config.package}.models", frozenset(names - {""}), frozenset(map(str, code.schema.tables)))


def _relationships(code: Code) -> dict[str, frozenset[str]]:
    """Those that the YAML says, by the class that has them."""
    found: dict[str, set[str]] = {}
    for words in code.classes:
        for key, (owner, *_) in words.ends.items():
            found.setdefault(owner, set()).add(key)
    return {name: frozenset(keys) for name, keys in found.items()}


def _documented(code: Code) -> frozenset[str]:
    """The classes whose docstring the YAML has."""
    subclasses = {name for it in code.classes for name, words in it.subclasses.items() if "doc" in words}
    return frozenset({it.name for it in code.classes if it.doc} | subclasses)


def place(root: Path, file: str) -> tuple[str, str]:
    """The path of a file in the project, and what an import calls it. Raises ``Refusal``."""
    target = (root / file).resolve()
    home = root.resolve()
    if target.suffix != ".py" or not target.is_relative_to(home):
        help_ = "name a file of the project for the code of its classes: --mixins app/model_parts.py"
        raise Refusal([Diagnostic("SG564", f"{file} is no Python file of the project", None, help_)], _USAGE)
    homes = [it for it in (home, *(Path(it).resolve() for it in sys.path)) if target.is_relative_to(it)]
    parts = target.with_suffix("").relative_to(max(homes, key=lambda it: len(it.parts))).parts
    if not all(it.isidentifier() for it in parts):
        message = f"{file} has no name that an import could say"
        raise Refusal([Diagnostic("SG564", message, None, "folders and file must be Python names")], _USAGE)
    parts = parts[:-1] if parts[-1] == "__init__" else parts
    return target.relative_to(home).as_posix(), ".".join(parts)


def _check_free(root: Path, path: str, found: list[Module], force: bool) -> None:
    """Raises ``Refusal`` where somebody's file is there, other than the module itself with ``--force``."""
    target = (root / path).resolve()
    if not target.exists():
        return
    if any(it.file == target for it in found):
        if len(found) == 1 and force:
            return
        help_ = "--force replaces the module by what is left of it; commit it first"
        if len(found) > 1:
            help_ = "the classes are of several modules; name a file that is not there yet"
        message = f"{path} is the module that is imported"
        raise Refusal([Diagnostic("SG564", message, Span(path), help_)])
    message = f"{path} is there already, and schemagen overwrites no code"
    raise Refusal([Diagnostic("SG564", message, Span(path), "move it away, or name another file")])


def _text(file: Path) -> str | None:
    return file.read_text(encoding="utf-8") if file.is_file() else None


def _shown(root: Path, file: Path) -> str:
    return file.relative_to(root.resolve()).as_posix()


def _left(root: Path, own: OwnCode, foreign: list[str], path: str) -> list[Diagnostic]:
    """What stands neither in YAML nor in the file; of a file that is replaced the lines are those of before."""
    found = []
    for file, line, words in own.left:
        shown = _shown(root, Path(file))
        was = f" (line {line} of what {path} was)" if shown == path else ""
        span = None if was else Span(shown, line, 1)
        found.append(Diagnostic("SG561", f"not in the file: {words}{was}", span, "", severity="warning"))
    for name in foreign:
        message = f"the classes of {name}, which is no module of the project, have only what the YAML says"
        found.append(Diagnostic("SG561", message, None, "", severity="warning"))
    return found


def _said(code: Code, own: OwnCode) -> Code:
    """The words of the models with the paths of the file."""
    classes = tuple(_class(it, own) for it in code.classes)
    return replace(code, classes=classes, enums={key: _enum(it, own) for key, it in code.enums.items()})


def _class(words: ClassWords, own: OwnCode) -> ClassWords:
    types = {
        column: replace(it, path=own.path(it.path), args=_pathed(it.args, own)) for column, it in words.types.items()
    }
    return replace(
        words,
        columns=_pathed(words.columns, own),
        relationships=_pathed(words.relationships, own),
        mapper=_pathed(words.mapper, own),
        types=types,
        code=[],
        extends=_extended(words.name, own),
        repr=False if words.name in own.reprs else words.repr,
        subclasses={key: {**_pathed(it, own), **_subclass(key, own)} for key, it in words.subclasses.items()},
    )


def _subclass(name: str, own: OwnCode) -> dict[str, str]:
    extended = _extended(name, own)
    return {"extends": extended} if extended else {}


def _extended(name: str, own: OwnCode) -> str:
    mixin = own.mixins.get(name)
    return f"{own.home}:{mixin}" if mixin else ""


def _pathed(words: Any, own: OwnCode) -> Any:
    """The words with the paths of what has moved."""
    if isinstance(words, list):
        return [_pathed(it, own) for it in words]
    if not isinstance(words, Mapping):
        return words
    paths = {key: own.path(it) for key, it in words.items() if key in _PATHS and isinstance(it, str)}
    return {key: _pathed(it, own) for key, it in words.items()} | paths


def _enum(words: EnumWords, own: OwnCode) -> EnumWords:
    return replace(words, path=own.path(words.path))
