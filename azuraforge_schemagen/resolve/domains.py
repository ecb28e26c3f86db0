"""``domain`` files -> ``Domain``."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import replace
from typing import Any

from azuraforge_schemagen.ir.names import QName
from azuraforge_schemagen.ir.naming import Naming
from azuraforge_schemagen.ir.schema import Check, Domain
from azuraforge_schemagen.ir.types import refs_of
from azuraforge_schemagen.load.document import Document
from azuraforge_schemagen.resolve import names
from azuraforge_schemagen.resolve.context import Context
from azuraforge_schemagen.resolve.findings import Findings, Place
from azuraforge_schemagen.resolve.types import UNKNOWN, Types

Files = Mapping[QName, Document]


def with_domains(files: Files, types: Types, findings: Findings) -> Types:
    """``types`` with what each domain is made of, in which no circle is left."""
    bare = {name: _bare(name, document, types, findings) for name, document in files.items()}
    for name, domain in bare.items():
        if name in _within(domain, bare, set()):
            message = f"the domain '{name}' is made of itself"
            findings.error("SG166", message, Place(files[name], ("type",)), "give it a type that is no such domain")
            bare[name] = replace(domain, type=UNKNOWN)
    return replace(types, bases=bare)


def _bare(name: QName, document: Document, types: Types, findings: Findings) -> Domain:
    read = types.read(document.data, name.schema)
    findings.problems(read.problems, Place(document), f"domain '{name}': ")
    if read.serial or read.alias is not None:
        what = (
            "serial is a way to count, not a type"
            if read.serial
            else f"'{document.data['type']}' is an alias of Python's"
        )
        findings.error("SG166", f"domain '{name}': {what}", Place(document, ("type",)), "write a type of the database")
    return Domain(name, read.type)


def _within(domain: Domain, all_: Mapping[QName, Domain], seen: set[QName]) -> Iterable[QName]:
    """The domains that one is made of."""
    for ref in refs_of(domain.type):
        if ref.kind == "domain" and ref.name in all_ and ref.name not in seen:
            seen.add(ref.name)
            _within(all_[ref.name], all_, seen)
    return seen


def domain(name: QName, document: Document, ctx: Context) -> Domain:
    """The domain of a file."""
    data, here = document.data, Place(document)
    made = ctx.types.bases[name]
    default = None
    if "server_default" in data:
        plain = ctx.types.plain(made.type)
        default = ctx.defaults.server(data["server_default"], plain, here.at("server_default"))
    return replace(
        made,
        nullable=not data.get("not_null", False),
        default=default,
        collation=ctx.types.collation(data.get("collation"), name.schema),
        checks=tuple(_checks(name, data, here, ctx)),
        dialects=ctx.texts.names(data.get("dialects"), here.at("dialects")),
        comment=data.get("comment"),
    )


def _checks(name: QName, data: Mapping[str, Any], here: Place, ctx: Context) -> Iterable[Check]:
    named = data.get("checks") or {}
    if "check" in data:
        number = 0
        while (own := Naming().check(name.name, "", number)) in named:
            number += 1
        yield Check(own, ctx.texts.read(data["check"], here.at("check")))
    for own, spec in named.items():
        place = here.at("checks", own)
        names.check(own, place._replace(key=True), ctx.findings)
        if isinstance(spec, str):
            yield Check(own, ctx.texts.read(spec, place))
            continue
        texts = (
            spec["sql"] if "sql" in spec else {key: it for key, it in spec.items() if ctx.texts.has_dialects({key: 1})}
        )
        text = ctx.texts.read(texts, place.at("sql") if "sql" in spec else place)
        marks = ctx.texts.names(spec.get("dialects"), place.at("dialects"))
        yield Check(own, text, bool(spec.get("not_valid", False)), False, marks, spec.get("comment"))
