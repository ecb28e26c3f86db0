"""Fingerprints: hashes over parsed content, never over bytes. Column order is presentation and is left out."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from contextlib import suppress
from operator import itemgetter
from typing import Any

from azuraforge_schemagen.snapshot.codec import Json

_canonical = json.JSONEncoder(ensure_ascii=False, sort_keys=True, separators=(",", ":")).encode


def of_json(value: Any) -> str:
    """The hash of any JSON value."""
    return hashlib.sha256(_canonical(value).encode("utf-8", "surrogatepass")).hexdigest()


def of_object(data: Json) -> str:
    """The hash of one encoded object."""
    if "columns" in data:
        with suppress(KeyError, TypeError):  # a layer that somebody damaged still has a fingerprint: another one
            data = {**data, "columns": sorted(data["columns"], key=itemgetter("name"))}
    return of_json(data)


def column_order(data: Json | None) -> list[Any]:
    """The names of a table's columns as they stand: what ``of_object`` leaves out."""
    columns = data.get("columns") if data else None
    return [column.get("name") for column in columns if isinstance(column, dict)] if isinstance(columns, list) else []


def of_state(hashes: Mapping[str, str]) -> str:
    """The hash of a whole state: address -> hash of the object."""
    lines = "".join(f"{ref}\0{digest}\n" for ref, digest in sorted(hashes.items()))
    return hashlib.sha256(lines.encode("utf-8", "surrogatepass")).hexdigest()
