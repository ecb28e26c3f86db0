"""A sign of life on a terminal for anything that takes more than a second."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from contextlib import contextmanager

from azuraforge_schemagen.cli.output import Output

PATIENCE = 1.0


@contextmanager
def progress(output: Output) -> Iterator[None]:
    """Say that work goes on, once a second, until it is done."""
    if output.verbosity < 0 or output.format == "json" or not sys.stderr.isatty():
        yield
        return
    import threading
    import time

    done = threading.Event()
    started = time.monotonic()

    def tell() -> None:
        while not done.wait(PATIENCE):
            sys.stderr.write(f"\rworking, {time.monotonic() - started:.0f} s ")
            sys.stderr.flush()

    teller = threading.Thread(target=tell, daemon=True)
    teller.start()
    try:
        yield
    finally:
        done.set()
        teller.join()
        if time.monotonic() - started > PATIENCE:
            sys.stderr.write("\r" + " " * 20 + "\r")
