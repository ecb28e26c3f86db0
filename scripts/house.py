"""Print how long files and functions are: the house's figures, and what stands out."""

from __future__ import annotations

import ast
from pathlib import Path

PACKAGE = Path(__file__).parent.parent / "azuraforge_schemagen"


def main() -> None:
    """Measure the package's files and functions, in lines."""
    files: list[tuple[int, str]] = []
    functions: list[tuple[int, str]] = []
    for path in sorted(PACKAGE.rglob("*.py")):
        text = path.read_text(encoding="utf-8")
        name = path.relative_to(PACKAGE.parent)
        files.append((text.count("\n"), str(name)))
        for node in ast.walk(ast.parse(text)):
            if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
                length = (node.end_lineno or node.lineno) - node.body[0].lineno + 1
                functions.append((length, f"{name}:{node.lineno} {node.name}"))
    lengths = sorted(length for length, _ in functions)
    print(f"{len(files)} files, {sum(n for n, _ in files)} lines, longest {max(files)[1]} ({max(files)[0]})")
    print(
        f"{len(lengths)} functions: median {lengths[len(lengths) // 2]}, "
        f"95th percentile {lengths[int(len(lengths) * 0.95)]}, longest {lengths[-1]}"
    )
    for title, rows, limit in (("files over 400 lines", files, 400), ("functions over 40 lines", functions, 40)):
        for length, name in sorted((row for row in rows if row[0] > limit), reverse=True):
            print(f"{title}: {name} ({length})")


if __name__ == "__main__":
    main()
