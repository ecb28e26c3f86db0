"""What ``verify`` found, for people and for programs."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING, Any

from azuraforge_schemagen.pipeline.verify import DialectProof, VerifyResult

if TYPE_CHECKING:
    from azuraforge_schemagen.verify.subject import Modelled, Proved

_HEAD = ("revision", "up", "down", "rows kept", "time")


def verify_lines(result: VerifyResult, verbose: bool = False) -> list[str]:
    """A table for each dialect, and what the models say."""
    lines: list[str] = []
    for proof in result.proofs:
        lines += ["" for _ in lines[:1]] + [f"{proof.dialect}: {proof.where}"]
        rows = [_HEAD, *(_row(it) for it in proof.revisions)]
        lines += _table(rows, [it.message for it in proof.revisions])
        lines += _models(proof.models, verbose)
    if not result.proofs:
        return ["nothing to prove: there are no such revisions"]
    return [*lines, "", "proven" if result.proven else "not proven"]


def verify_json(result: VerifyResult) -> dict[str, Any]:
    """The same as JSON values."""
    return {"proven": result.proven, "dialects": [_dialect_json(proof) for proof in result.proofs]}


def _row(proved: Proved) -> tuple[str, ...]:
    kept = f"{proved.kept} of {proved.rows}"
    up, down = proved.up, proved.down or "-"
    return (proved.revision, up, down, kept if up != "failed" else "-", f"{proved.seconds.total:.1f} s")


def _table(rows: Sequence[Sequence[str]], messages: Sequence[str]) -> Iterator[str]:
    widths = [max(len(row[at]) for row in rows) for at in range(len(_HEAD))]
    for row, message in zip(rows, ("", *messages), strict=True):
        cells = [cell.ljust(width) for cell, width in zip(row, widths, strict=True)]
        yield "  " + "  ".join([*cells, message]).rstrip()


def _models(models: Modelled | None, verbose: bool) -> list[str]:
    if models is None:
        return []
    known = len(models.explained)
    more = f", but for {known} that {'is' if known == 1 else 'are'} known to be wrong" if known else ""
    said = {"ok": f"finds nothing{more}", "differs": "finds differences"}[models.compare_metadata or "ok"]
    same = {"ok": "make the same database", "differs": "make another database"}[models.create_all or "ok"]
    lines = [f"  the models {same}; Alembic's compare_metadata {said}"]
    return lines + [f"    {what}: {why}" for what, why in models.explained if verbose]


def _dialect_json(proof: DialectProof) -> dict[str, Any]:
    return {
        "dialect": proof.dialect,
        "server": proof.where,
        "revisions": [_revision_json(it) for it in proof.revisions],
        "models": None if proof.models is None else _models_json(proof.models),
    }


def _revision_json(proved: Proved) -> dict[str, Any]:
    return {
        "revision": proved.revision,
        "message": proved.message,
        "up": proved.up,
        "down": proved.down or None,
        "rows": proved.rows,
        "rows_kept": proved.kept,
        "tables_without_rows": list(proved.empty),
        "seconds": {
            "up": round(proved.seconds.up, 3),
            "down": round(proved.seconds.down, 3),
            "total": round(proved.seconds.total, 3),
        },
    }


def _models_json(models: Modelled) -> dict[str, Any]:
    return {
        "create_all": models.create_all,
        "compare_metadata": models.compare_metadata,
        "known": [{"difference": what, "reason": why} for what, why in models.explained],
    }
