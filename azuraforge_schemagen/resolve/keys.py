"""Primary keys, uniques and checks, of a column's line or of the table; and the references that wait for targets."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from azuraforge_schemagen.ir.names import QName
from azuraforge_schemagen.ir.schema import Check, Index, IndexKey, PrimaryKey, Unique
from azuraforge_schemagen.resolve import catalog
from azuraforge_schemagen.resolve.draft import Draft, Reference
from azuraforge_schemagen.resolve.findings import Place
from azuraforge_schemagen.resolve.indexes import options


def column_keys(name: str, spec: Mapping[str, Any], place: Place, draft: Draft) -> None:
    """The keys, checks and indexes that stand in a column's own line."""
    given = None
    if "constraint" in spec:
        given = draft.written(spec["constraint"], place.at("constraint"))
    if "references" in spec:
        draft.references.append(_reference(name, spec, given, place))
        given = None
    if spec.get("unique"):
        _column_unique(name, spec, given, place, draft)
        given = None
    if spec.get("primary_key"):
        draft.key_columns.append(name)
        if given is not None:
            draft.key_name = (given, place.at("constraint"))
        given = None
    if given is not None:
        message = f"column '{name}': constraint names no key"
        help_ = "it names a foreign key (references), unique: true or primary_key: true; checks are named under checks:"
        draft.error("SG146", message, place.at("constraint"), help_)
    if "deferrable" in spec and "references" not in spec and not spec.get("unique"):
        message = f"column '{name}': there is no key that could be deferrable"
        help_ = "it belongs to references or unique: true; the primary key has it under primary_key: { ... }"
        draft.error("SG146", message, place.at("deferrable"), help_)
    if "check" in spec:
        _column_check(name, spec["check"], place.at("check"), draft)
    if spec.get("index"):
        _column_index(name, spec["index"] == "unique", place.at("index"), draft)


def _column_unique(name: str, spec: Mapping[str, Any], given: str | None, place: Place, draft: Draft) -> None:
    where = place.at("unique")
    made = given or draft.derive(lambda number: draft.ctx.naming.unique(draft.name.name, (name,), number), where)
    deferrable = None if "references" in spec else spec.get("deferrable")
    _put(draft, "uniques", Unique(made, (name,), deferrable=deferrable), where)


def _column_check(name: str, text: Any, place: Place, draft: Draft) -> None:
    made = draft.derive(lambda number: draft.ctx.naming.check(draft.name.name, name, number), place)
    _put(draft, "checks", Check(made, draft.ctx.texts.read(text, place)), place)


def _column_index(name: str, unique: bool, place: Place, draft: Draft) -> None:
    made = draft.ctx.naming.index(draft.name.name, (name,), schema=draft.name.schema)
    _put(draft, "indexes", Index(made, (IndexKey(name),), unique), place)


def _reference(name: str, spec: Mapping[str, Any], given: str | None, place: Place) -> Reference:
    target, exact, column = column_of(spec["references"])
    return Reference(given, (name,), target, exact, (column,), spec, place, place.at("references"))


def column_of(spec: Any) -> tuple[QName, bool, str]:
    """The table that a reference names, whether its schema was written, and the column."""
    if isinstance(spec, str):
        *table, column = spec.split(".")
        return (
            catalog.qualified(table[0] if len(table) > 1 else None, table[-1] if table else ""),
            len(table) > 1,
            column,
        )
    return catalog.qualified(spec.get("schema"), spec["table"]), "schema" in spec, spec["column"]


def table_keys(draft: Draft) -> None:
    """What stands beside the columns of a table: primary key, uniques, checks, foreign keys."""
    data, here = draft.document.data, Place(draft.document)
    if "primary_key" in data or draft.key_columns:
        _primary_key(data.get("primary_key"), here.at("primary_key"), draft)
    for name, spec in (data.get("uniques") or {}).items():
        _unique(name, spec, here.at("uniques", name), draft)
    add_checks(data.get("checks") or {}, here.at("checks"), draft)
    for name, spec in sorted((data.get("foreign_keys") or {}).items(), key=_key):
        place = here.at("foreign_keys", name)
        target, exact = catalog.target_of(spec["references"])
        columns, to = tuple(spec["columns"]), tuple(spec["to"])
        given = draft.written(name, place._replace(key=True))
        draft.renamed("constraint", spec, given, place)
        if draft.has(columns, place.at("columns"), f"foreign key '{name}'"):
            draft.references.append(Reference(given, columns, target, exact, to, spec, place, place.at("references")))


def _key(item: tuple[str, Any]) -> str:
    return item[0]


def _primary_key(spec: Any, place: Place, draft: Draft) -> None:
    details: Mapping[str, Any] = spec if isinstance(spec, Mapping) else {}
    listed = spec if isinstance(spec, list) else details.get("columns")
    columns = tuple(listed if listed is not None else draft.key_columns)
    where = place.at("columns") if "columns" in details else place
    if listed is not None and draft.key_columns and sorted(listed) != sorted(draft.key_columns):
        message = "the columns that say primary_key: true are not those of the table's primary_key"
        draft.error("SG133", message, where, "say it in one place only")
    if not columns:
        message = "the primary key has no columns"
        draft.error("SG133", message, place, "add columns: [...], or primary_key: true to columns")
        return
    include = tuple(details.get("include") or ())
    if listed is not None and not draft.has(columns, where, "primary key"):
        return
    if include and not draft.has(include, place.at("include"), "primary key"):
        return
    for name in columns:
        if draft.columns[name].nullable:
            message = f"column '{name}' is part of the primary key, so it is never null"
            draft.error("SG133", message, draft.where("columns", name), "take '| null' out")
    name_place = draft.key_name[1] if draft.key_name else place.at("name")
    given = details.get("name") or (draft.key_name[0] if draft.key_name else None)
    made = given or draft.ctx.naming.primary_key(draft.name.name)
    if details.get("name"):
        draft.written(made, name_place)
    elif given and len(columns) > 1:
        draft.error("SG146", "constraint names a key of one column", name_place, "write primary_key: { name: ... }")
    draft.primary_key = PrimaryKey(
        made,
        columns,
        include,
        details.get("deferrable"),
        details.get("comment"),
        options(details.get("with") or {}),
        details.get("index_comment"),
    )
    draft.places["primary_key", made] = place if spec is not None else draft.where("columns", columns[0])
    draft.renamed("constraint", details, made, place)


def _unique(name: str, spec: Any, place: Place, draft: Draft) -> None:
    details: Mapping[str, Any] = spec if isinstance(spec, Mapping) else {"columns": spec}
    where = place.at("columns") if isinstance(spec, Mapping) else place
    made = draft.written(name, place._replace(key=True))
    include = tuple(details.get("include") or ())
    draft.renamed("constraint", details, made, place)
    what = f"unique '{name}'"
    if not draft.has(details["columns"], where, what) or not draft.has(include, place.at("include"), what):
        return
    unique = Unique(
        made,
        tuple(details["columns"]),
        include,
        bool(details.get("nulls_not_distinct", False)),
        details.get("deferrable"),
        details.get("comment"),
        options(details.get("with") or {}),
        details.get("index_comment"),
    )
    _put(draft, "uniques", unique, place._replace(key=True))


def add_checks(specs: Mapping[str, Any], place: Place, draft: Draft) -> None:
    """The checks of a table or of a mixin."""
    for name, spec in specs.items():
        here = place.at(name)
        made = draft.written(name, here._replace(key=True))
        _put(draft, "checks", _check(made, spec, here, draft), here._replace(key=True))
        if isinstance(spec, Mapping):
            draft.renamed("constraint", spec, made, here)


def _check(name: str, spec: Any, place: Place, draft: Draft) -> Check:
    if isinstance(spec, str):
        return Check(name, draft.ctx.texts.read(spec, place))
    if "sql" in spec:
        text = draft.ctx.texts.read(spec["sql"], place.at("sql"))
    else:
        text = draft.ctx.texts.read({key: spec[key] for key in spec if draft.ctx.texts.has_dialects({key: 1})}, place)
    enforced = bool(spec.get("enforced", True))
    return Check(
        name,
        text,
        bool(spec.get("not_valid", False)) and enforced,
        bool(spec.get("no_inherit", False)),
        draft.ctx.texts.names(spec.get("dialects"), place.at("dialects")),
        spec.get("comment"),
        enforced,
    )


def _put(draft: Draft, kind: str, child: Unique | Check | Index, place: Place) -> None:
    draft.places.setdefault((kind, child.name), place)
    children: list[Any] = getattr(draft, kind)
    children.append(child)
