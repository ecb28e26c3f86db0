"""Pages whose examples are run: files are written, commands are run, what they print is what the page says.

A fenced block ``yaml title="schema/x.yaml"`` (any language) writes the file into the page's project. A ``console``
block is a session: each ``$ command`` is run in the project, and the lines below it are what it prints. Other blocks
are prose.
"""

from __future__ import annotations

import os
import re
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path

FENCE = re.compile(r"^```(?P<info>[^\n`]*)\n(?P<body>.*?)^```$", re.M | re.S)
TITLE = re.compile(r'title="([^"]+)"')


@dataclass(frozen=True)
class Block:
    """One fenced block and where its body stands in the page."""

    info: str
    body: str
    start: int
    end: int

    @property
    def title(self) -> str | None:
        found = TITLE.search(self.info)
        return found[1] if found else None


def blocks(text: str) -> list[Block]:
    return [Block(m["info"], m["body"], m.start("body"), m.end("body")) for m in FENCE.finditer(text)]


def run_page(text: str, project: Path) -> str:
    """The page with every console block as it really is."""
    parts, at = [], 0
    for block in blocks(text):
        body = block.body
        if block.title:
            target = project / block.title
            target.parent.mkdir(parents=True, exist_ok=True)
            target.write_text(body, encoding="utf-8")
        elif block.info.strip() == "console":
            body = session(body, project)
        parts += [text[at : block.start], body]
        at = block.end
    return "".join([*parts, text[at:]])


def session(body: str, project: Path) -> str:
    """Every command of a console block with what it prints now."""
    commands = [line[2:] for line in body.splitlines() if line.startswith("$ ")]
    return "".join(f"$ {command}\n{output(command, project)}" for command in commands)


def output(command: str, project: Path) -> str:
    environment = {
        **os.environ,
        "PATH": f"{Path(sys.executable).parent}:{os.environ['PATH']}",
        "SOURCE_DATE_EPOCH": "1767225600",
        "DATABASE_URL": f"sqlite:///{project / 'tour.db'}",
        "COLUMNS": "110",
        "NO_COLOR": "1",
        "PYTHONDONTWRITEBYTECODE": "1",
    }
    done = subprocess.run(
        command,
        shell=True,
        cwd=project,
        env=environment,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        check=False,
    )
    text = done.stdout.replace(str(project), "/home/you/project")
    return text if not text or text.endswith("\n") else text + "\n"
