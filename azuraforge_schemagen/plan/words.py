"""Types in the words of the language, for messages."""

from __future__ import annotations

from azuraforge_schemagen.ir.types import Array, DomainType, EnumType, Raw, Scalar, Type, UserType, Variant


def type_words(type_: Type) -> str:
    """A type as a person says it: ``string(20)``, ``array of integer``, ``enum run_status``."""
    match type_:
        case Scalar(name):
            sizes = [str(it) for it in (type_.length, type_.precision, type_.scale) if it is not None]
            return f"{name}({', '.join(sizes)})" if sizes else name
        case Array(items):
            return f"array of {type_words(items)}"
        case EnumType(enum):
            return f"enum {enum}"
        case DomainType(domain):
            return f"domain {domain}"
        case UserType(family):
            return f"{family if type_.multirange is None else 'multirange'} {type_.spelled}"
        case Raw(text):
            return text
        case Variant(base):
            return type_words(base)
