"""The numbers of a sequence: what a server takes where nothing is said, and the canonical form that leaves it out."""

from __future__ import annotations

from dataclasses import replace

from azuraforge_schemagen.ir.schema import Sequence

LARGEST = {"smallint": 2**15 - 1, "integer": 2**31 - 1, "bigint": 2**63 - 1}


def minimum(sequence: Sequence) -> int:
    """The least value, said or not."""
    if sequence.minimum is not None:
        return sequence.minimum
    return 1 if _rises(sequence) else -LARGEST[sequence.type] - 1


def maximum(sequence: Sequence) -> int:
    """The greatest value, said or not."""
    if sequence.maximum is not None:
        return sequence.maximum
    return LARGEST[sequence.type] if _rises(sequence) else -1


def start(sequence: Sequence) -> int:
    """The first value, said or not."""
    if sequence.start is not None:
        return sequence.start
    return minimum(sequence) if _rises(sequence) else maximum(sequence)


def canonical(sequence: Sequence) -> Sequence:
    """The sequence without what a server would choose itself."""
    bare = replace(sequence, start=None, minimum=None, maximum=None)
    least = None if minimum(sequence) == minimum(bare) else minimum(sequence)
    greatest = None if maximum(sequence) == maximum(bare) else maximum(sequence)
    bounded = replace(bare, minimum=least, maximum=greatest)
    return replace(
        bounded,
        start=None if start(sequence) == start(bounded) else start(sequence),
        increment=None if sequence.increment == 1 else sequence.increment,
        cache=None if sequence.cache == 1 else sequence.cache,
    )


def _rises(sequence: Sequence) -> bool:
    return (sequence.increment or 1) > 0
