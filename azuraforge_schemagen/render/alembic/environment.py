"""The files around the revisions: env.py, alembic.ini, script.py.mako. Two settings are all that differs in them."""

from __future__ import annotations

from functools import cache
from pathlib import Path

from azuraforge_schemagen.config import Config
from azuraforge_schemagen.render import python


def files(config: Config, unmanaged: tuple[str, ...] = ()) -> dict[str, str]:
    """Path, relative to the output folder -> text."""
    return {
        f"{config.package}/alembic.ini": alembic_ini(),
        f"{config.package}/alembic/env.py": env_py(config, unmanaged),
        f"{config.package}/alembic/script.py.mako": script_mako(),
    }


def env_py(config: Config, unmanaged: tuple[str, ...] = ()) -> str:
    """``alembic/env.py``; ``unmanaged`` are patterns of tables that Alembic shall not see, beside ``external``."""
    patterns = python.Call("", [python.string(pattern) for pattern in (*config.external, *unmanaged)], "[]")
    constants = {
        "PACKAGE": python.string(config.package),
        "LOCK_TIMEOUT": python.string(config.lock_timeout),
    }
    lines = [python.assignment(name, value) for name, value in constants.items()]
    lines.append(python.layout(patterns.prefixed("EXTERNAL: list[str] = ")))
    return _template("env.py.txt").replace("SETTINGS = ...", "\n".join(lines))


def alembic_ini() -> str:
    """``alembic.ini``."""
    return _template("alembic.ini.txt")


def script_mako() -> str:
    """``alembic/script.py.mako``: what ``alembic revision`` would start from."""
    return _template("script.py.mako.txt")


@cache
def _template(name: str) -> str:
    return (Path(__file__).parent / "templates" / name).read_text(encoding="utf-8")
