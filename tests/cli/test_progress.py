"""A sign of life, on a terminal, for what takes long."""

from __future__ import annotations

import io
import sys
import time
from pathlib import Path

import pytest

from azuraforge_schemagen.cli import progress
from azuraforge_schemagen.cli.output import Output


class Terminal(io.StringIO):
    def isatty(self) -> bool:
        return True


@pytest.mark.parametrize(("stream", "told"), [(Terminal(), True), (io.StringIO(), False)])
def test_progress(stream: io.StringIO, told: bool, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setattr(progress, "PATIENCE", 0.01)
    monkeypatch.setattr(sys, "stderr", stream)
    with progress.progress(Output(tmp_path)):
        time.sleep(0.1)
    assert ("working" in stream.getvalue()) is told
    before = stream.getvalue()
    for quiet in (Output(tmp_path, verbosity=-1), Output(tmp_path, "json")):
        with progress.progress(quiet):
            time.sleep(0.03)
    assert stream.getvalue() == before
