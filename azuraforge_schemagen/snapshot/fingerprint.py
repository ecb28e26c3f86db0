"""Fingerprints: hashes over parsed content, never over bytes. What order is presentation is left out."""

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
    if "validated" in data:
        data = {name: item for name, item in data.items() if name != "validated"}
    if "indexes" in data:
        with suppress(KeyError, TypeError):
            data = {**data, "indexes": [_with_sorted_options(index) for index in data["indexes"]]}
    return of_json(data)


def _with_sorted_options(index: Json) -> Json:
    return {**index, "options": sorted(index["options"])} if "options" in index else index


def order(data: Json | None) -> list[Any]:
    """What ``of_object`` leaves out: a table's columns as they stand, each index's options, what is validated."""
    if not data:
        return []
    columns, indexes = _dicts(data.get("columns")), _dicts(data.get("indexes"))
    options = [index["options"] for index in indexes if len(index.get("options") or ()) > 1]
    validated = [data["validated"]] if "validated" in data else []
    return [*(column.get("name") for column in columns), *options, *validated]


def _dicts(found: Any) -> list[Json]:
    return [item for item in found if isinstance(item, dict)] if isinstance(found, list) else []


def of_state(hashes: Mapping[str, str]) -> str:
    """The hash of a whole state: address -> hash of the object."""
    lines = "".join(f"{ref}\0{digest}\n" for ref, digest in sorted(hashes.items()))
    return hashlib.sha256(lines.encode("utf-8", "surrogatepass")).hexdigest()
