"""Moments as PostgreSQL's texts have them, so that two spellings of one are the same value."""

from __future__ import annotations

import datetime
import re

from azuraforge_schemagen.ir.types import Scalar, Type

_SPELLED = re.compile(r"(\d{4}-\d{2}-\d{2})(?:[ T](\d{2}:\d{2})(:\d{2})?(\.\d{1,6})?)?(?: ?(Z|[+-]\d{2}(?::?\d{2})?))?")
_WRITTEN = "%Y-%m-%d %H:%M:%S"


def moment(text: str, type_: Type) -> str:
    """A literal of a timestamp in full, one with a time zone in UTC; any other text as it is."""
    if not isinstance(type_, Scalar) or type_.name not in ("timestamp", "timestamptz"):
        return text
    found = _SPELLED.fullmatch(text)
    if found is None:
        return text
    day, minutes, seconds, fraction, zone = found.groups()
    whole = f"{day} {minutes or '00:00'}{seconds or ':00'}"
    fraction = (fraction or "").rstrip("0").rstrip(".")
    if type_.name == "timestamp":
        return whole + fraction
    try:
        point = datetime.datetime.strptime(whole, _WRITTEN) - _offset(zone or "Z")
    except (ValueError, OverflowError):
        return text
    return f"{point:{_WRITTEN}}{fraction}+00"


def _offset(zone: str) -> datetime.timedelta:
    if zone == "Z":
        return datetime.timedelta()
    digits = zone[1:].replace(":", "")
    offset = datetime.timedelta(hours=int(digits[:2]), minutes=int(digits[2:] or 0))
    return -offset if zone[0] == "-" else offset
