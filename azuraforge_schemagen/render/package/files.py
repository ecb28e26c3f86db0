"""``__init__.py``, ``py.typed``, ``pyproject.toml`` and ``README.md`` of the generated package."""

from __future__ import annotations

import json
import sys
from collections.abc import Iterator, Mapping
from typing import TypeGuard

from azuraforge_schemagen.config import Config
from azuraforge_schemagen.ir.orm import Alias, Attribute, ClassMap, Orm, PyCall, Subclass
from azuraforge_schemagen.ir.schema import Schema
from azuraforge_schemagen.render import python, template
from azuraforge_schemagen.render.python import Call
from azuraforge_schemagen.render.sqlalchemy.exports import names_of
from azuraforge_schemagen.render.sqlalchemy.scope import Scope

_SQLALCHEMY = "SQLAlchemy>=2.0.40"
_INCLUDING = "SQLAlchemy>=2.0.41"
"""The first SQLAlchemy that writes INCLUDE for a constraint."""
_ALEMBIC = "alembic>=1.18.5"
_HELPERS = ("get_session_local", "sa_create_engine")


def files(schema: Schema, orm: Orm, config: Config) -> dict[str, str]:
    """Path, relative to the output folder -> text; ``models.py`` and ``alembic`` are others' work."""
    package = config.package
    return {
        "README.md": _readme(schema, orm, config),
        "pyproject.toml": _pyproject(schema, config),
        f"{package}/__init__.py": _init(schema, orm, config),
        f"{package}/py.typed": template.render("package/templates/py.typed.j2"),
    }


def _init(schema: Schema, orm: Orm, config: Config) -> str:
    exported = names_of(schema, orm).exported
    scope = Scope((*exported, *_HELPERS))
    listed = Call("", [python.string(name) for name in sorted((*exported, *_HELPERS))], "[]", explode=True)
    return template.render(
        "package/templates/init.py.j2",
        distribution=config.distribution,
        package=config.package,
        first=[scope.module(it) for it in _own_modules(orm)],
        exported=exported,
        engine=_aliased(scope, "Engine"),
        sessions=", ".join(_aliased(scope, name) for name in ("Session", "sessionmaker")),
        engine_name=scope.name("sqlalchemy", "Engine"),
        session=scope.name("sqlalchemy.orm", "Session"),
        sessionmaker=scope.name("sqlalchemy.orm", "sessionmaker"),
        all=python.assignment("__all__", listed),
    )


def _own_modules(orm: Orm) -> list[str]:
    """The project's modules that the models import. They come first, for they may import the models themselves, and
    would find them half made otherwise."""
    found = {it.module for it in orm.enums.values() if it.module}
    for made in (*orm.classes.values(), *(it.of for it in orm.views.values())):
        found.update(_modules_of(made))
        for attribute in made.attributes:
            found.update(_modules_of_column(attribute))
    return sorted(it for it in found if it.partition(".")[0] not in {*sys.stdlib_module_names, "sqlalchemy"})


def _modules_of(made: ClassMap) -> Iterator[str]:
    relationships = list(made.relationships)
    classes: list[ClassMap | Subclass] = [made, *made.subclasses]
    for one in classes:
        yield from (module for module, _ in one.extends)
        yield from one.mapper.generator[:1] if one.mapper.generator else ()
    relationships += [it for one in made.subclasses for it in one.relationships]
    yield from (it.collection.partition(":")[0] for it in relationships if ":" in it.collection)


def _modules_of_column(attribute: Attribute) -> Iterator[str]:
    for it in (attribute.default, attribute.on_update, attribute.alias):
        if isinstance(it, PyCall | Alias):
            yield it.module
            values = [*it.args, *(value for _, value in it.keywords)]
            yield from (str(one["python"]).partition(":")[0] for one in values if _is_path(one))


def _is_path(value: object) -> TypeGuard[Mapping[str, object]]:
    """Whether an argument is something to import."""
    return isinstance(value, Mapping) and "python" in value


def _aliased(scope: Scope, name: str) -> str:
    local = scope.name("sqlalchemy" if name == "Engine" else "sqlalchemy.orm", name)
    return name if local == name else f"{name} as {local}"


def _pyproject(schema: Schema, config: Config) -> str:
    including = any(
        one.include for table in schema.tables.values() for one in (table.primary_key, *table.uniques) if one
    )
    alembic = () if config.alembic else (_ALEMBIC,)  # an adopted history is no part of the package
    return template.render(
        "package/templates/pyproject.toml.j2",
        name=_toml(config.distribution),
        version=_toml(config.version),
        description=_toml(f"SQLAlchemy models{' and Alembic revisions' if alembic else ''} of {config.distribution}"),
        dependencies=[_toml(it) for it in (_INCLUDING if including else _SQLALCHEMY, *alembic)],
        package=_toml(config.package),
    )


def _readme(schema: Schema, orm: Orm, config: Config) -> str:
    classes = sorted(orm.classes.values(), key=lambda made: made.name)
    shown = [(made.table, it) for made in classes for it in (_named(made), *map(_named, made.subclasses))]
    rows = [(_code(name), _code(str(table)), _line(doc)) for table, (name, doc) in shown]
    names = names_of(schema, orm)
    rows += [(_code(constant), _code(str(name)), "") for name, constant in sorted(names.tables.items())]
    return template.render(
        "package/templates/README.md.j2",
        distribution=config.distribution,
        package=config.package,
        alembic=not config.alembic,
        rows=rows,
        example=classes[0].name if classes else "Base",
    )


def _named(of: ClassMap | Subclass) -> tuple[str, str | None]:
    return of.name, of.doc


def _line(doc: str | None) -> str:
    """The first line of a text, as plain text in a Markdown table."""
    first = (doc or "").strip().split("\n")[0].strip()
    printable = "".join(char if char.isprintable() else " " for char in first)
    return "".join("\\" + char if char in "\\`*_{}[]<>()#+!|&~" else char for char in printable)


def _code(name: str) -> str:
    """A name in backticks, as many as it takes, in a Markdown table."""
    shown = "".join(char if char.isprintable() else " " for char in name).replace("|", "\\|")
    fence = "`"
    while fence in shown:
        fence += "`"
    pad = " " if "`" in shown else ""
    return f"{fence}{pad}{shown}{pad}{fence}"


def _toml(text: str) -> str:
    """A TOML string of any text."""
    return json.dumps(text, ensure_ascii=False).replace("\x7f", "\\u007f")
