"""``package.module:name``: what a project's code offers to be read."""

from __future__ import annotations

import importlib
import pkgutil
import re
import sys
import traceback
from collections.abc import Iterable, Iterator
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from types import ModuleType
from typing import Any

import sqlalchemy as sa
from sqlalchemy.exc import SQLAlchemyError
from sqlalchemy.orm import Mapper, configure_mappers
from sqlalchemy.orm.mapper import _all_registries

from azuraforge_schemagen.diagnostics import Diagnostic, Refusal

_SPEC = re.compile(r"[^\W\d]\w*(\.[^\W\d]\w*)*:[^\W\d]\w*(\.[^\W\d]\w*)*(,[^\W\d]\w*(\.[^\W\d]\w*)*)*")
_WORLD = 3


@dataclass(frozen=True, slots=True)
class Source:
    """The tables, in the order in which they were declared, and the mappers of their classes."""

    metadata: tuple[sa.MetaData, ...]
    mappers: tuple[Mapper[Any], ...]
    beside: tuple[Mapper[Any], ...] = ()
    """Those of the same registries whose tables are of another MetaData, as those of views are."""
    over: tuple[Mapper[Any], ...] = ()
    """Those of joins and queries."""
    modules: frozenset[str] = frozenset()
    """Those that were named."""

    @property
    def homes(self) -> frozenset[str]:
        """The modules of classes and tables, in whose place the generated ones come."""
        return self.modules.union(it.class_.__module__ for it in (*self.mappers, *self.beside))


def is_code(source: str) -> bool:
    """Whether a source is code and no database."""
    return _SPEC.fullmatch(source) is not None


def load(sources: Iterable[str], root: Path, beside: Iterable[str] = ()) -> Source:
    """Import modules, as a program in ``root`` would, and take what the names stand for. Raises ``Refusal``.

    ``beside`` are modules whose classes belong to it; ``package.*`` is all that a package has below it.
    """
    sources = tuple(sources)
    metadata = {id(it): it for spec, found in _offered(sources, root) for it in _metadata(found, spec)}
    for name in beside:
        _beside(name, root)
    named = frozenset(it.partition(":")[0] for it in sources)
    return Source(tuple(metadata.values()), *_mappers(metadata), named)


def _offered(sources: Iterable[str], root: Path) -> Iterator[tuple[str, object]]:
    """What each name stands for."""
    for source in sources:
        module_name, _, names = source.partition(":")
        module = _imported(module_name, root)
        yield from ((f"{module_name}:{name}", _named(module, name)) for name in names.split(","))


def _beside(name: str, root: Path) -> None:
    """Import a module, or a package with everything below it."""
    package = _imported(name.removesuffix(".*"), root)
    if name.endswith(".*"):
        for it in pkgutil.iter_modules(getattr(package, "__path__", ()), f"{package.__name__}."):
            _beside(f"{it.name}.*" if it.ispkg else it.name, root)


def _imported(name: str, root: Path) -> ModuleType:
    added = str(root.resolve())
    sys.path.insert(0, added)
    try:
        return importlib.import_module(name)
    except (Exception, SystemExit) as error:
        frames = traceback.extract_tb(error.__traceback__)
        where = f" ({frames[-1].filename}:{frames[-1].lineno})" if frames else ""
        message = f"cannot import {name}: {type(error).__name__}: {' '.join(str(error).split())}{where}"
        help_ = "run it where a program of the project runs: in its environment, with the packages that it imports"
        raise Refusal([Diagnostic("SG560", message, None, help_)], _WORLD) from None
    finally:
        with suppress(ValueError):  # the module may have changed it itself
            sys.path.remove(added)


def _named(module: ModuleType, path: str) -> object:
    found: object = module
    for part in path.split("."):
        if not hasattr(found, part):
            message = f"{module.__name__} has no {path}"
            raise Refusal([Diagnostic("SG560", message, None, "name a MetaData, a declarative base or a registry")])
        found = getattr(found, part)
    return found


def _metadata(found: object, spec: str) -> list[sa.MetaData]:
    if isinstance(found, sa.MetaData):
        return [found]
    held = getattr(found, "metadata", None)
    if isinstance(held, sa.MetaData):
        return [held]
    message = f"{spec} is {type(found).__name__}: neither a MetaData nor a declarative base nor a registry"
    raise Refusal([Diagnostic("SG560", message, None, "name the object that the tables are in, such as models:Base")])


def _is_of(mapper: Mapper[Any], metadata: dict[int, sa.MetaData]) -> bool:
    return isinstance(mapper.local_table, sa.Table) and id(mapper.local_table.metadata) in metadata


_Mappers = tuple[Mapper[Any], ...]


def _mappers(metadata: dict[int, sa.MetaData]) -> tuple[_Mappers, _Mappers, _Mappers]:
    """All mappers of tables among these, those of parents first, the others of their registries, and those of joins and
    queries. Raises ``Refusal`` where they do not configure."""
    try:
        configure_mappers()
    except SQLAlchemyError as error:
        message = f"the mappers do not configure: {' '.join(str(error).split())}"
        raise Refusal(
            [Diagnostic("SG560", message, None, "--with imports the other modules that have classes")]
        ) from None
    registries = [it for it in _all_registries() if any(_is_of(one, metadata) for one in it.mappers)]
    every = [it for one in registries for it in one.mappers]
    every.sort(key=lambda it: (len(list(it.iterate_to_root())), it.class_.__module__, it.class_.__qualname__))
    held = tuple(it for it in every if _is_of(it, metadata))
    over = tuple(it for it in every if not isinstance(it.local_table, sa.Table))
    return held, tuple(it for it in every if it not in (*held, *over)), over
