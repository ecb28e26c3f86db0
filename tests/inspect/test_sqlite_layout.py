"""Layout means nothing: another way of quoting names, comments and line breaks anywhere give the same inspection."""

from __future__ import annotations

import tempfile
from pathlib import Path
from random import Random

import sqlalchemy as sa
from hypothesis import given

from azuraforge_schemagen.db.inspect import inspect
from azuraforge_schemagen.dialects.sqlite.words import Word, words
from azuraforge_schemagen.ir.schema import Schema
from tests.hanging import hung
from tests.laws.comparing import same
from tests.laws.harness import Chain, settings
from tests.laws.projects import law
from tests.strategies import SEEDS, schemas

GAPS = (" ", "\n", "\t \n", " /* it's ( , \" ` [ */ ", " -- don't ) ' $$ \" [\n", "/**/", "/* /* once */ ")


@given(schema=schemas(), seed=SEEDS)
@law(40)
def test_layout_means_nothing(schema: Schema, seed: int) -> None:
    schema = schema.with_objects({it.ref: it for it in hung(schema, seed, 4, "sqlite")})
    random = Random(seed)
    with tempfile.TemporaryDirectory() as folder:
        chain = Chain(settings("sqlite"), Path(folder, "chain"))
        chain.build(schema)
        plain, other = (sa.create_engine(f"sqlite:///{folder}/{name}.sqlite") for name in ("plain", "other"))
        chain.upgrade(plain)
        with plain.connect() as connection, other.connect() as copy:
            wanted = inspect(connection)
            made = connection.exec_driver_sql("SELECT sql FROM sqlite_master WHERE sql NOT NULL ORDER BY rowid")
            for row in made.all():
                if "sqlite_sequence" not in row.sql:
                    copy.exec_driver_sql(laid_out(row.sql, random))
            found = inspect(copy)
        plain.dispose()
        other.dispose()
    same(found, wanted, "another layout is another database")


def laid_out(sql: str, random: Random) -> str:
    """The same statement."""
    pieces: list[str] = []
    end = 0
    for word in words(sql):
        pieces.append(random.choice(GAPS) if end < word.start else "")
        pieces.append(_quoted(word, sql, random))
        end = word.end
    return "".join(pieces)


def _quoted(word: Word, sql: str, random: Random) -> str:
    if word.kind != "double":
        return sql[word.start : word.end]
    ways = [sql[word.start : word.end], "`" + word.name.replace("`", "``") + "`"]
    return random.choice([*ways, *([] if "]" in word.name else [f"[{word.name}]"])])
