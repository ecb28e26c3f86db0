# Every target sets up what it needs in .venv; PYTHON chooses the interpreter (3.11 or newer).
PYTHON ?= python3
VENV ?= .venv
BIN := $(VENV)/bin
CORPUS ?= ../shared/conformance
READY := $(VENV)/.ready

.PHONY: demo test test-all laws lint house bench conformance support realworld histories suites check build verify docs clean

$(READY): pyproject.toml
	$(PYTHON) -m venv $(VENV)
	$(BIN)/python -m pip install --quiet --upgrade pip
	$(BIN)/python -m pip install --quiet --editable '.[dev]'
	touch $(READY)

demo: $(READY)  ## YAML -> models and revisions -> a migrated database; DATABASE_URL=... for another one than SQLite
	$(BIN)/python scripts/demo.py $(DATABASE_URL)

test: $(READY)  ## the tests, under ten minutes
	$(BIN)/python -m pytest -n auto --dist worksteal -m "not slow" $(ARGS)

test-all: $(READY)  ## the longer runs too, as CI does
	$(BIN)/python -m pytest -n auto --dist worksteal $(ARGS)

laws: $(READY)  ## the laws at length: SCHEMAGEN_EXAMPLES pairs of schemas for each
	SCHEMAGEN_EXAMPLES=$${SCHEMAGEN_EXAMPLES:-150} $(BIN)/python -m pytest -n auto --dist worksteal tests/laws $(ARGS)

lint: $(READY)  ## ruff, mypy --strict, import contracts, the layout of the YAML
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/lint-imports
	$(BIN)/schemagen fmt --check

house: $(READY)  ## sizes of files and functions
	$(BIN)/python scripts/house.py

bench: $(READY)  ## CPU and memory of build, change and check on a synthetic schema
	$(BIN)/python scripts/bench.py $(ARGS)

conformance: $(READY)  ## pairs of real schemas, where the corpus lies beside the repository
	$(BIN)/python scripts/conformance.py $(CORPUS) $(ARGS)

support: $(READY)  ## which changes are made, by schemagen and by Alembic's autogenerate: docs/support.md
	$(BIN)/python scripts/support.py $(ARGS)

histories: $(READY)  ## Alembic histories of real projects adopted: the table of docs/adopting.md; PROJECTS="optuna ..."
	$(BIN)/python -m scripts.histories $(ARGS) $(PROJECTS)

suites: $(READY)  ## tests of real projects, with generated models in the place of theirs: docs/suites.md
	$(BIN)/python -m scripts.suites $(ARGS) $(PROJECTS)

realworld: $(READY)  ## models of real projects imported, beside their own: docs/realworld.md; PROJECTS="optuna ..."
	$(BIN)/python -m scripts.realworld $(ARGS) $(PROJECTS)

build check verify: $(READY)  ## schemagen on this repository's own schema
	$(BIN)/schemagen $@ $(ARGS)

docs: $(READY)  ## the language's reference, from the JSON Schema
	$(BIN)/python scripts/reference.py

clean:
	rm -rf $(VENV) build dist .pytest_cache .mypy_cache .ruff_cache .schemagen-cache
