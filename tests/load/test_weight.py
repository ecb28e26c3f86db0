"""What loading costs, and what it must not import."""

from __future__ import annotations

import gc
import subprocess
import sys
import time

import pytest

from azuraforge_schemagen.load.parser import has_libyaml
from azuraforge_schemagen.load.read import read_texts

TABLE = (
    """\
table: t{i}
doc: Table {i}.
columns:
  id: {{ type: bigint, primary_key: true, identity: by_default }}
  a_id: {{ type: bigint, references: t0.id, on_delete: cascade, index: true }}
  b_id: {{ type: bigint | null, references: t1.id, on_delete: set_null }}
  status: {{ type: status{i}, server_default: PENDING }}
  code: {{ type: string, length: 64, index: unique }}
"""
    + "".join(
        f"  c{k}: string | null\n  d{k}: {{{{ type: numeric, precision: 10, scale: 2, server_default: 0 }}}}\n"
        for k in range(5)
    )
    + 'uniques: {{ uq_{i}: [c1, c2] }}\nchecks: {{ ck_{i}: "d1 > 0" }}\nindexes: {{ ix_{i}: [c1] }}\n'
)


def _loaded_after(code: str) -> set[str]:
    script = f"import sys\n{code}\nprint(*sys.modules)"
    done = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=True)
    return set(done.stdout.split())


def test_importing_the_room_imports_no_library() -> None:
    loaded = _loaded_after("import azuraforge_schemagen.load.read, azuraforge_schemagen.load.schema_file")
    assert not loaded & {"yaml", "jsonschema", "hypothesis"}


def test_valid_documents_never_import_jsonschema() -> None:
    code = "from azuraforge_schemagen.load.read import read_texts\nassert read_texts({'a': 'enum: e\\nvalues: [a]'})[0]"
    loaded = _loaded_after(code)
    assert "yaml" in loaded
    assert "jsonschema" not in loaded


@pytest.mark.skipif(not has_libyaml(), reason="PyYAML without libyaml")
def test_a_thousand_tables_load_fast() -> None:
    texts = {f"schema/t{i}.yaml": TABLE.format(i=i).encode() for i in range(1000)}
    seconds = []
    for _ in range(3):
        start = time.process_time()
        documents, problems = read_texts(texts)
        seconds.append(time.process_time() - start)
    assert len(documents) == 1000
    assert not problems
    assert min(seconds) < 1.0, "0.35 s where it was measured"


def test_the_collector_is_as_it_was() -> None:
    read_texts({"x.yaml": "table: ["})
    assert gc.isenabled()
    gc.disable()
    try:
        read_texts({"x.yaml": "table: ["})
        assert not gc.isenabled()
    finally:
        gc.enable()
