"""A sign of life on a terminal for anything that takes more than a second."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager

from azuraforge_schemagen.cli.output import Output

PATIENCE = 1.0
WIDTH = 78


@contextmanager
def progress(output: Output) -> Iterator[Callable[[str], None]]:
    """Say that work goes on, once a second, until it is done. Gives a function that is told what is being done."""
    doing = ["working"]
    if output.verbosity < 0 or output.format == "json" or not sys.stderr.isatty():
        yield doing.append
        return
    import threading
    import time

    done = threading.Event()
    started = time.monotonic()

    def tell() -> None:
        while not done.wait(PATIENCE):
            text = f"{doing[-1]}, {time.monotonic() - started:.0f} s"
            sys.stderr.write("\r" + text[:WIDTH].ljust(WIDTH))
            sys.stderr.flush()

    teller = threading.Thread(target=tell, daemon=True)
    teller.start()
    try:
        yield doing.append
    finally:
        done.set()
        teller.join()
        if time.monotonic() - started > PATIENCE:
            sys.stderr.write("\r" + " " * WIDTH + "\r")
