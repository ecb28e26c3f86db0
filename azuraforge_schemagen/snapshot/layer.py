"""A layer: what one revision changed. One JSON file, one column a line."""

from __future__ import annotations

import json
import re
import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from functools import cached_property
from typing import Any

from azuraforge_schemagen.config import MARKER
from azuraforge_schemagen.ir.intent import Intent, Rename, Using
from azuraforge_schemagen.ir.names import QName, parse_qname
from azuraforge_schemagen.ir.schema import Sql
from azuraforge_schemagen.snapshot import fingerprint
from azuraforge_schemagen.snapshot.codec import Json, decode_as, encode_as

FORMAT = 1
REVISION_ID = re.compile(r"[0-9a-zA-Z_][0-9a-zA-Z_.]{0,63}", re.ASCII)
"""What names a layer's file. Those that schemagen gives are shorter and have no dots; an adopted history may."""


@dataclass(frozen=True)
class Layer:
    """One revision: where it stands, what it was told, and the full definition of what it touched (``None``: dropped).

    ``objects`` is by address, encoded; ``before`` is the fingerprint of each parent's state. ``digest`` is of the
    revision's syntax tree; ``text`` of its bytes, which answers faster where nothing at all has changed; both are
    empty until the revision has been written. ``content`` seals everything else but the date.
    """

    revision: str
    parents: tuple[str, ...]
    message: str
    created: str
    before: tuple[str, ...]
    after: str
    objects: Mapping[str, Json | None]
    intent: Intent = field(default_factory=Intent)
    acknowledged: tuple[str, ...] = ()
    settled: tuple[Rename, ...] = ()
    """Cycles of renames that an older layer applied and that still stand in the YAML of what this one touched."""
    digest: str = ""
    text: str = ""
    edited: bool = False
    content: str = ""
    history: Mapping[str, str] = field(default_factory=dict)
    """Of the end of a history that was there before: its revisions, which are not ours to judge, and their files. The
    layer is the whole state after it."""
    unrun: bool = False
    """Whether nobody has run that history: its end is what a source was that was said to be there."""

    @cached_property
    def hashes(self) -> Mapping[str, str | None]:
        """The fingerprint of every object, ``None`` where it was dropped."""
        return {ref: None if data is None else fingerprint.of_object(data) for ref, data in self.objects.items()}

    def but(self, **changes: Any) -> Layer:
        """The layer with some fields changed; what is known about the objects stays known."""
        changed = replace(self, **changes)
        if "hashes" in self.__dict__ and "objects" not in changes:
            changed.__dict__["hashes"] = self.hashes
        return changed

    @property
    def adopted(self) -> bool:
        """Whether it is the end of a history that was there before."""
        return bool(self.history)

    @property
    def slug(self) -> str:
        """The readable part of the revision's file name."""
        return slug(self.message)


def sealed(layer: Layer, rev_id: str | None = None) -> Layer:
    """The layer with its seal, and with its id where it has none: the seal's head, or ``rev_id``."""
    content = content_of(layer)
    return layer.but(content=content, revision=rev_id or content[:12])


def content_of(layer: Layer) -> str:
    """The seal: a hash over parents, message and change. The date is in no hash."""
    data = _as_json(replace(layer, objects={}))
    said = {
        name: data.get(name) for name in ("parents", "message", "before", "after", "intent", "acknowledged", "settled")
    }
    if layer.adopted:
        said |= {name: data.get(name) for name in ("revision", "history", "unrun")}
    order = {ref: fingerprint.order(found) for ref, found in layer.objects.items()}
    return fingerprint.of_json({**said, "objects": layer.hashes, "order": order})


def slug(message: str) -> str:
    """A message as a part of a file name: ASCII letters, digits and ``_``, 40 of them at most."""
    plain = unicodedata.normalize("NFKD", message).encode("ascii", "ignore").decode().lower()
    words = re.findall(r"[a-z0-9]+", plain)
    text = "_".join(words)
    if len(text) > 40:
        text = text[:41].rpartition("_")[0] or text[:40]
    return text or "revision"


def dump(layer: Layer) -> str:
    """The text of a layer's file."""
    return _layout({"generated": MARKER, "format": FORMAT, **_as_json(layer)}) + "\n"


def parse(text: str) -> Layer:
    """The inverse of ``dump``. Raises ``ValueError`` where the text is no layer."""
    data = json.loads(text, parse_constant=_no_constant)
    if not isinstance(data, dict):
        raise ValueError("not a JSON object")  # noqa: TRY004 - one kind of error for everything that is no layer
    if data.get("format") != FORMAT:
        raise ValueError(f"format {data.get('format')!r} is not known to this schemagen, which writes {FORMAT}")
    try:
        return _from_json(data)
    except (TypeError, KeyError, AttributeError, IndexError) as error:
        raise ValueError(f"{type(error).__name__}: {error}") from error


def _no_constant(text: str) -> Any:
    raise ValueError(f"{text} is no JSON")


def _as_json(layer: Layer) -> Json:
    data: Json = {
        "revision": layer.revision,
        "parents": list(layer.parents),
        "message": layer.message,
        "created": layer.created,
        "before": list(layer.before),
        "after": layer.after,
        "content": layer.content,
        "digest": layer.digest,
        "text": layer.text,
    }
    if layer.edited:
        data["edited"] = True
    if layer.adopted:
        if layer.unrun:
            data["unrun"] = True
        data["history"] = [[revision, layer.history[revision]] for revision in sorted(layer.history)]
    if intent := _intent_json(layer.intent):
        data["intent"] = intent
    if layer.acknowledged:
        data["acknowledged"] = list(layer.acknowledged)
    if layer.settled:
        data["settled"] = _renames_json(layer.settled)
    data["objects"] = {ref: layer.objects[ref] for ref in sorted(layer.objects)}
    return data


def _from_json(data: Json) -> Layer:
    strings = {name: _string(data[name]) for name in ("message", "created", "after", "content", "digest", "text")}
    objects = data["objects"]
    if not all(item is None or isinstance(item, dict) for item in objects.values()):
        raise ValueError("an object must be a map or null")
    return Layer(
        revision=_string(data["revision"]),
        parents=_strings(data["parents"]),
        before=_strings(data["before"]),
        objects=objects,
        intent=_intent(data.get("intent", {})),
        acknowledged=_strings(data.get("acknowledged", [])),
        settled=_renames(data.get("settled", [])),
        edited=data.get("edited", False) is True,
        unrun=data.get("unrun", False) is True,
        history={_string(revision): _string(name) for revision, name in data.get("history", [])},
        **strings,
    )


def _string(value: Any) -> str:
    if not isinstance(value, str):
        raise ValueError(f"expected a string, found {value!r}")  # noqa: TRY004
    return value


def _strings(values: Any) -> tuple[str, ...]:
    if not isinstance(values, list):
        raise ValueError(f"expected a list, found {values!r}")  # noqa: TRY004
    return tuple(_string(value) for value in values)


def _intent_json(intent: Intent) -> Json:
    data: Json = {}
    if intent.renames:
        data["renames"] = _renames_json(intent.renames)
    if intent.backfills:
        data["backfills"] = [[str(t), c, encode_as(Sql, sql)] for (t, c), sql in sorted(intent.backfills.items())]
    if intent.using:
        data["using"] = [[str(t), c, encode_as(Using, using)] for (t, c), using in sorted(intent.using.items())]
    if intent.removed_values:
        data["removed_values"] = {
            str(name): dict(intent.removed_values[name]) for name in sorted(intent.removed_values)
        }
    return data


def _renames_json(renames: tuple[Rename, ...]) -> list[list[str]]:
    return [
        [it.kind, str(it.scope), it.old, it.new, *(() if it.home is None else (it.home,))] for it in sorted(renames)
    ]


def _renames(data: Any) -> tuple[Rename, ...]:
    return tuple(Rename(kind, parse_qname(scope), old, new, *home) for kind, scope, old, new, *home in data)


def _intent(data: Json) -> Intent:
    return Intent(
        renames=_renames(data.get("renames", [])),
        backfills={_column(t, c): decode_as(Sql, sql) for t, c, sql in data.get("backfills", [])},
        using={_column(t, c): decode_as(Using, using) for t, c, using in data.get("using", [])},
        removed_values={parse_qname(name): dict(values) for name, values in data.get("removed_values", {}).items()},
    )


def _column(table: str, column: str) -> tuple[QName, str]:
    return parse_qname(table), _string(column)


_compact = json.JSONEncoder(ensure_ascii=False, separators=(", ", ": ")).encode


def _layout(value: Any, depth: int = 4, indent: str = "") -> str:
    """JSON with maps and lists of maps spread over lines, down to ``depth``: a column stays on one line."""
    if depth == 0 or not _spread(value):
        return _compact(value)
    inner = indent + "  "
    if isinstance(value, dict):
        lines = [f"{inner}{_compact(key)}: {_layout(item, depth - 1, inner)}" for key, item in value.items()]
        return "{\n" + ",\n".join(lines) + f"\n{indent}}}"
    lines = [inner + _layout(item, depth - 1, inner) for item in value]
    return "[\n" + ",\n".join(lines) + f"\n{indent}]"


def _spread(value: Any) -> bool:
    items = value.values() if isinstance(value, dict) else value if isinstance(value, list) else ()
    return any(isinstance(item, dict | list) for item in items)
