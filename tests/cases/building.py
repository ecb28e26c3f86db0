"""A case built: the projects on disk, and everything that the compiler says about them, as Markdown."""

from __future__ import annotations

import ast
import json
import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

from azuraforge_schemagen.config import Config, load
from azuraforge_schemagen.db.offline import sql
from azuraforge_schemagen.diagnostics import Diagnostic, Refusal, report
from azuraforge_schemagen.pipeline import BuildOptions, BuildResult, build, check, diff, diff_text
from tests.cases.case import Case

HOUSEKEEPING = re.compile(
    r"^(BEGIN( IMMEDIATE)?|COMMIT|SET LOCAL lock_timeout[^;]*|PRAGMA [^;]*|-- Running [^\n]*|"
    r"(UPDATE|DELETE FROM|INSERT INTO) alembic_version[^;]*|DROP TABLE (temp\.lost_parents|alembic_version)|"
    r"INSERT OR ROLLBACK INTO temp[^;]*|CREATE TEMP TABLE[^;]*|CREATE TABLE alembic_version[^;]*);?\n+",
    re.MULTILINE,
)
DEPENDENTS = re.compile(r"^dependents: list\[str\].*?dependents\.clear\(\)\n\n\n", re.MULTILINE | re.DOTALL)


@dataclass
class Built:
    """A project on disk after its builds; ``old`` is the head at the first moment."""

    config: Config
    old: str | None = None
    result: BuildResult | None = None
    diff: str = ""
    refused: tuple[Diagnostic, ...] = ()
    warned: tuple[Diagnostic, ...] = field(default_factory=tuple)

    @property
    def ini(self) -> Path:
        return self.config.root / self.config.output / self.config.package / "alembic.ini"

    @property
    def head(self) -> str:
        assert self.result
        return self.result.revisions[-1].layer.revision if self.result.revisions else str(self.old)


def both(case: Case, root: Path) -> Built:
    """Built at the first moment, if the case has one, and then at the second."""
    config = _project(case, root, case.old or case.new)
    made = Built(config)
    if case.old:
        made.old = build(config, BuildOptions("before", rev_id="before")).revisions[-1].layer.revision
        _write(root, case.new)
    try:
        made.diff = diff_text(diff(config))
        made.result = build(config, BuildOptions("after", frozenset(case.settings["allow"]), "after"))
    except Refusal as refusal:
        made.refused = refusal.diagnostics
        return made
    made.warned = made.result.diagnostics
    assert check(config, cached=False).clean
    assert not build(config).changes
    return made


def at_once(case: Case, root: Path) -> Built:
    """The second moment, built from nothing, without what leads there from the first."""
    config = _project(case, root, case.new)
    return Built(config, None, build(config, BuildOptions("at once", rev_id="after")))


def _project(case: Case, root: Path, files: dict[str, str]) -> Config:
    root.mkdir()
    naming = "".join(f"{kind} = {json.dumps(pattern)}\n" for kind, pattern in case.settings["naming"].items())
    (root / "pyproject.toml").write_text(
        f'[tool.schemagen]\npackage = "case_models"\ndialects = {json.dumps(case.settings["dialects"])}\n'
        + (f"[tool.schemagen.naming]\n{naming}" if naming else ""),
        encoding="utf-8",
    )
    _write(root, files)
    return load(root)


def _write(root: Path, files: dict[str, str]) -> None:
    folder = root / "schema"
    folder.mkdir(exist_ok=True)
    for path in folder.iterdir():
        path.unlink()
    for name, text in files.items():
        (folder / name).write_text(text, encoding="utf-8")


def described(case: Case, made: Built) -> str:
    """What the compiler makes of a case."""
    return "\n".join(_parts(case, made))


def _parts(case: Case, made: Built) -> Iterator[str]:
    show = case.settings["show"]
    if "diff" in show and made.diff:
        yield _block("diff", "text", made.diff)
    found = made.refused or made.warned
    if found:
        title = "refused" if made.refused else "said"
        yield _block(title, "text", report.text(found, report.from_disk(made.config.root)))
    if made.result is None:
        return
    revisions = made.result.revisions
    if made.old and not revisions:
        yield "No revision: the database stays as it is.\n"
    for number, revision in enumerate(revisions, 1):
        of = f" ({number} of {len(revisions)})" if len(revisions) > 1 else ""
        up, down = _functions(revision.text)
        if "upgrade" in show:
            yield _block(f"upgrade{of}", "python", up)
        if "downgrade" in show:
            yield _block(f"downgrade{of}", "python", down)
    for dialect in case.dialects if "sql" in show and revisions else ():
        if dialect in case.settings["dialect_of_sql"]:
            yield _block(f"sql {dialect}", "sql", _sql(made, dialect))
    if case.settings["models"]:
        yield _block("models.py", "python", _classes(made, case.settings["models"]))


def _block(title: str, language: str, text: str) -> str:
    return f"## {title}\n```{language}\n{text.strip(chr(10))}\n```\n"


def _functions(text: str) -> tuple[str, str]:
    body = DEPENDENTS.sub("", text.partition("\ndepends_on: str | None = None\n")[2])
    up, _, down = body.partition("\ndef downgrade() -> None:")
    return up.strip(), f"def downgrade() -> None:{down}".strip()


def _sql(made: Built, dialect: str) -> str:
    script = sql(made.ini, dialect, made.old, made.head)
    return re.sub(r"\n{2,}", "\n\n", HOUSEKEEPING.sub("", script)).strip() or "-- nothing"


def _classes(made: Built, names: list[str]) -> str:
    path = made.ini.parent / "models.py"
    text = path.read_text(encoding="utf-8")
    found = {node.name: node for node in ast.parse(text).body if isinstance(node, ast.ClassDef)}
    return "\n\n\n".join(ast.get_source_segment(text, found[name], padded=True) or "" for name in names)
