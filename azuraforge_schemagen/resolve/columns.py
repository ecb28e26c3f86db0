"""Columns: a type or a map of keys -> ``Column`` and ``Attribute``, with the keys and indexes that stand in it."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from azuraforge_schemagen.ir.intent import Using
from azuraforge_schemagen.ir.orm import Attribute
from azuraforge_schemagen.ir.schema import Column, Generated, Identity
from azuraforge_schemagen.ir.types import INTEGER_TYPES, Scalar, Variant
from azuraforge_schemagen.load.document import Document
from azuraforge_schemagen.resolve import identifiers, names
from azuraforge_schemagen.resolve.draft import Draft
from azuraforge_schemagen.resolve.findings import Place
from azuraforge_schemagen.resolve.keys import column_keys
from azuraforge_schemagen.resolve.types import Spelled

_IDENTITY_KEYS = ("start", "increment", "minimum", "maximum", "cache")
_ALIKE_KEYS = frozenset({"type", "length", "precision", "scale", "server_default", "doc", "comment"})


def add_columns(specs: Mapping[str, Any], source: Document, draft: Draft) -> None:
    """Puts the columns of a file, the table's own or a mixin's, into the draft, with all that their lines say."""
    mixin = source.name if source is not draft.document else None
    plain = draft.ctx.plain.setdefault((draft.name.schema, mixin), {})
    for name, spec in specs.items():
        if mixin is not None and name in draft.columns:
            continue
        if mixin is not None:
            draft.mixed[name] = source
        said = _said(spec)
        made = plain.get((name, said)) if said is not None else None
        if made is None:
            before = len(draft.ctx.findings.all)
            column, attribute = made = _add_column(name, spec, Place(source, ("columns", name)), draft)
            if said is not None and column.serial is None and len(draft.ctx.findings.all) == before:
                plain[name, said] = made
        draft.columns[name], attribute = made
        draft.attributes.append(attribute)


def _said(spec: Any) -> object:
    """What makes a column that every table may share with the ones that say the same, ``None`` where it is its own."""
    if isinstance(spec, str):
        return spec
    shared = spec.keys() <= _ALIKE_KEYS and isinstance(spec.get("server_default", ""), str)
    return tuple(spec.items()) if shared else None


def _add_column(name: str, spec: Any, place: Place, draft: Draft) -> tuple[Column, Attribute]:
    found = names.problem(name)
    if found:
        draft.error(found.code, found.message, place._replace(key=True), found.help)
    spelled = draft.ctx.types.read(spec, draft.name.schema)
    if spelled.problems:
        draft.ctx.findings.problems(spelled.problems, place, f"column '{name}': ")
    if isinstance(spec, str) and not spelled.serial:
        attribute = Attribute(identifiers.attribute(name), name, alias=spelled.alias, mixin=place.mixin)
        return Column(name, spelled.type, spelled.nullable), attribute
    if isinstance(spec, str):
        spec = {"type": spec}
    column = _column(name, spec, spelled, place, draft)
    attribute = _attribute(name, spec, spelled, place, draft)
    column_keys(name, spec, place, draft)
    _intents(name, spec, place, draft)
    return column, attribute


def _column(name: str, spec: Mapping[str, Any], spelled: Spelled, place: Place, draft: Draft) -> Column:
    default = identity = generated = serial = None
    if "server_default" in spec:
        default = draft.ctx.defaults.server(
            spec["server_default"], draft.ctx.types.plain(spelled.type), place.at("server_default")
        )
    if "identity" in spec:
        identity = _identity(name, spec["identity"], place.at("identity"), draft)
    if "generated" in spec:
        generated = _generated(spec["generated"], place.at("generated"), draft)
    if spelled.serial:
        serial = _sequence(name, spec, place, draft)
    if identity or generated or serial:
        _check_sources(name, spec, spelled, place, draft)
    return Column(
        name,
        spelled.type,
        spelled.nullable,
        default,
        identity,
        serial,
        generated,
        draft.ctx.types.collation(spec.get("collation"), draft.name.schema),
        spec.get("comment"),
    )


def _check_sources(name: str, spec: Mapping[str, Any], spelled: Spelled, place: Place, draft: Draft) -> None:
    """A column gets its values from one source only, and a counting one is a NOT NULL integer."""
    sources = [key for key in ("identity", "generated", "server_default") if spec.get(key) is not None]
    sources = ["serial", *sources] if spelled.serial else sources
    if len(sources) > 1:
        message = f"column '{name}' gets its values from {' and '.join(sources)}"
        draft.error("SG134", message, place.at(sources[-1]), "keep one of them")
    if "generated" in spec and ("default" in spec or "on_update" in spec):
        draft.error("SG134", f"column '{name}' is generated: Python cannot set it", place, "take the default out")
    counting = spelled.serial or "identity" in spec
    if counting and spelled.nullable:
        draft.error("SG134", f"column '{name}' counts, so it is never null", place, "take '| null' out")
    base = spelled.type.base if isinstance(spelled.type, Variant) else spelled.type
    if "identity" in spec and not (isinstance(base, Scalar) and base.name in INTEGER_TYPES):
        help_ = "use integer, bigint or smallint"
        draft.error("SG134", f"column '{name}' has an identity and is no integer", place.at("identity"), help_)


def _identity(name: str, spec: Any, place: Place, draft: Draft) -> Identity:
    if isinstance(spec, str):
        spec = {"always": spec == "always"}
        sequence = _sequence(name, spec, place, draft)
        return Identity(bool(spec["always"]), sequence)
    options = {key: spec.get(key) for key in _IDENTITY_KEYS}
    low, high = options["minimum"], options["maximum"]
    if low is not None and high is not None and low >= high:
        draft.error("SG134", f"minimum {low} is not less than maximum {high}", place.at("minimum"))
    if options["increment"] == 0:
        draft.error("SG134", "an increment of 0 never moves on", place.at("increment"))
    sequence = _sequence(name, spec, place, draft)
    return Identity(bool(spec.get("always", False)), sequence, cycle=bool(spec.get("cycle", False)), **options)


def _sequence(name: str, spec: Mapping[str, Any], place: Place, draft: Draft) -> str:
    if "sequence" in spec:
        made = draft.written(spec["sequence"], place.at("sequence"))
    else:
        made = draft.ctx.naming.sequence(draft.name.name, name)
    draft.places["sequences", made] = place
    return made


def _generated(spec: Any, place: Place, draft: Draft) -> Generated:
    if isinstance(spec, Mapping) and "sql" in spec:
        return Generated(draft.ctx.texts.read(spec["sql"], place.at("sql")), bool(spec.get("virtual", False)))
    if isinstance(spec, Mapping):
        texts = {key: text for key, text in spec.items() if key != "virtual"}
        return Generated(draft.ctx.texts.read(texts, place), bool(spec.get("virtual", False)))
    return Generated(draft.ctx.texts.read(spec, place))


def _attribute(name: str, spec: Mapping[str, Any], spelled: Spelled, place: Place, draft: Draft) -> Attribute:
    attr = spec.get("attr")
    if attr is None:
        attr = identifiers.attribute(name)
    elif not identifiers.is_attribute(attr):
        message = f"'{attr}' cannot be an attribute of a model"
        draft.error("SG161", message, place.at("attr"), f"write {identifiers.attribute(attr)}")
    default = on_update = None
    if "default" in spec:
        default = draft.ctx.defaults.client(
            spec["default"], draft.ctx.types.plain(spelled.type), place.at("default"), spelled.alias is None
        )
    if "on_update" in spec:
        on_update = draft.ctx.defaults.client(
            spec["on_update"], draft.ctx.types.plain(spelled.type), place.at("on_update"), spelled.alias is None
        )
    return Attribute(
        attr,
        name,
        spec.get("doc"),
        default,
        on_update,
        spelled.alias,
        spec.get("annotation"),
        place.mixin,
        spec.get("deferred", False),
        tuple((spec.get("info") or {}).items()),
    )


def _intents(name: str, spec: Mapping[str, Any], place: Place, draft: Draft) -> None:
    if "renamed_from" in spec:
        draft.renamed("column", spec, name, place)
    if "backfill" in spec:
        text = draft.ctx.texts.read(spec["backfill"], place.at("backfill"), query=True)
        draft.ctx.intents.backfills[draft.name, name] = text
    if "using" in spec:
        draft.ctx.intents.using[draft.name, name] = _using(spec["using"], place.at("using"), draft)


def _using(spec: Any, place: Place, draft: Draft) -> Using:
    if isinstance(spec, Mapping) and ("up" in spec or "down" in spec):
        up, down = (draft.ctx.texts.read(spec[key], place.at(key)) if key in spec else None for key in ("up", "down"))
        return Using(up, down)
    return Using(draft.ctx.texts.read(spec, place))
