"""Findings, the table of their codes, and the printers."""

from azuraforge_schemagen.diagnostics.model import Diagnostic, Label, Refusal, Severity, order

__all__ = ["Diagnostic", "Label", "Refusal", "Severity", "order"]
