"""How large a file may be, and what may stand in it: far above any schema that people write."""

from __future__ import annotations

MAX_BYTES = 1_000_000
MAX_DEPTH = 64
MAX_NODES = 200_000
MAX_DIGITS = 1_000
"""The longest number, and the greatest exponent, so that no later arithmetic can take long."""
MAX_REPEATS = 20
"""How often one file shows the same finding."""
