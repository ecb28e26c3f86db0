"""The creation date of a revision: an input like any other."""

from __future__ import annotations

import os
import time

from azuraforge_schemagen.diagnostics import Diagnostic, Refusal


def created() -> str:
    """Now in UTC, or the moment that ``SOURCE_DATE_EPOCH`` gives."""
    epoch = os.environ.get("SOURCE_DATE_EPOCH")
    try:
        moment = time.gmtime(int(epoch) if epoch else time.time())
    except (ValueError, OverflowError, OSError):
        message = f"SOURCE_DATE_EPOCH is {epoch!r}, which is no number of seconds"
        raise Refusal([Diagnostic("SG442", message)], 2) from None
    return time.strftime("%Y-%m-%dT%H:%M:%SZ", moment)
