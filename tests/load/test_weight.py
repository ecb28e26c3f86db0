"""What loading costs, and what it must not import."""

from __future__ import annotations

import gc
import subprocess
import sys

from azuraforge_schemagen.load.read import read_texts


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


def test_the_collector_is_as_it_was() -> None:
    read_texts({"x.yaml": "table: ["})
    assert gc.isenabled()
    gc.disable()
    try:
        read_texts({"x.yaml": "table: ["})
        assert not gc.isenabled()
    finally:
        gc.enable()
