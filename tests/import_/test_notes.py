"""What a database has beside its schema is said, and is no reason to stop."""

from __future__ import annotations

from pathlib import Path

import pytest
import sqlalchemy as sa

from azuraforge_schemagen.pipeline.import_ import ImportOptions, import_


def said(root: Path, url: str, *ddl: str, options: ImportOptions | None = None) -> list[tuple[str, str, str]]:
    engine = sa.create_engine(url)
    with engine.begin() as connection:
        for statement in ddl:
            connection.exec_driver_sql(statement)
    engine.dispose()
    return [(it.code, it.severity, it.message) for it in import_(root, url, options).diagnostics]


@pytest.mark.postgresql
def test_notes_of_postgresql(tmp_path: Path, pg_urls: dict[str, str]) -> None:
    assert said(
        tmp_path,
        pg_urls["psycopg"],
        "CREATE TABLE t (a text)",
        "CREATE TABLE u (a text)",
        "ALTER TABLE t ALTER a SET STORAGE EXTERNAL",
        "ALTER TABLE u ALTER a SET STORAGE EXTERNAL",
        "GRANT SELECT ON t TO public",
        "COMMENT ON SCHEMA public IS 'ours'",
        options=ImportOptions(exclude=("u",)),
    ) == [
        ("SG508", "info", "not in the YAML: schema comment public ours"),
        ("SG508", "info", "not in the YAML: storage t.a external"),
        ("SG508", "info", "not in the YAML: table grants 1"),
    ]


def test_notes_of_sqlite(tmp_path: Path, sqlite_url: str) -> None:
    assert said(tmp_path, sqlite_url, "CREATE TABLE t (a TEXT PRIMARY KEY)") == [
        ("SG508", "info", "not in the YAML: nullable key t.a may hold NULL, though it is in the primary key")
    ]
