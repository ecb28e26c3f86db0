"""What git knows about a file, where there is a git."""

from __future__ import annotations

import shutil
import subprocess
from pathlib import Path


def is_upstream(root: Path, path: str) -> bool:
    """Whether the branch's upstream holds a file; without git, a repository or an upstream it does not."""
    git = shutil.which("git")
    if git is None:
        return False
    command = [git, "-C", str(root), "cat-file", "-e", f"@{{upstream}}:./{path}"]
    try:
        return subprocess.run(command, capture_output=True, timeout=10, check=False).returncode == 0
    except (OSError, subprocess.TimeoutExpired):
        return False
