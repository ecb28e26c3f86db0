"""Sequences that SQL text draws from."""

from __future__ import annotations

import pytest

from azuraforge_schemagen.ir.names import QName
from azuraforge_schemagen.ir.regclass import drawing_from, rename_sequence, sequences

S, APP = QName("", "s"), QName("app", "S q")


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("nextval('s'::regclass)", {S}),
        ("nextval('s')", {S}),
        ("NextVal ( 'S' )", {S}),
        ("nextval('public.s')", {S}),
        ("nextval('app.\"S q\"'::regclass) + currval('s')", {APP, S}),
        ("nextval('\"it''s\"')", {QName("", "it's")}),
        ("'s'", set()),
        ("lower('s')", set()),
        ("nextval(s)", set()),
        ("nextval('a.b.c')", set()),
        ("nextval('not a name')", set()),
        ("nextval(", set()),
    ],
)
def test_what_a_text_draws_from(text: str, found: set[QName]) -> None:
    assert sequences(text) == found


@pytest.mark.parametrize(
    ("text", "wanted"),
    [
        ("nextval('s'::regclass)", "nextval('\"T's\"'::regclass)".replace("'s", "''s")),
        ("nextval('public.s')", "nextval('public.\"T''s\"')"),
        ("nextval('other') || 's'", "nextval('other') || 's'"),
    ],
)
def test_a_renamed_sequence(text: str, wanted: str) -> None:
    assert rename_sequence(text, S, QName("", "T's")) == wanted


def test_the_servers_own_spelling() -> None:
    assert drawing_from(S) == "nextval('s'::regclass)"
    assert drawing_from(APP) == "nextval('app.\"S q\"'::regclass)"
    assert sequences(drawing_from(APP)) == {APP}
