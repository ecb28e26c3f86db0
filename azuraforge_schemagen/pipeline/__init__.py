"""The public Python API: what every command does, as plain functions."""

from azuraforge_schemagen.pipeline.build import BuildResult, build
from azuraforge_schemagen.pipeline.check import CheckResult, check
from azuraforge_schemagen.pipeline.coverage import Coverage, coverage_json, coverage_lines
from azuraforge_schemagen.pipeline.diff import DiffResult, diff, diff_json, diff_text
from azuraforge_schemagen.pipeline.drift import DriftOptions, DriftResult, drift
from azuraforge_schemagen.pipeline.drift_report import drift_json, drift_lines
from azuraforge_schemagen.pipeline.fmt import FmtResult, fmt
from azuraforge_schemagen.pipeline.import_ import ImportOptions, ImportResult, import_
from azuraforge_schemagen.pipeline.import_check import check_import
from azuraforge_schemagen.pipeline.init import InitResult, init
from azuraforge_schemagen.pipeline.options import BuildOptions
from azuraforge_schemagen.pipeline.results import build_json, build_lines, import_json, import_lines
from azuraforge_schemagen.pipeline.script import diff_sql
from azuraforge_schemagen.pipeline.verify import VerifyOptions, VerifyResult, verify
from azuraforge_schemagen.pipeline.verify_report import verify_json, verify_lines

__all__ = [
    "BuildOptions",
    "BuildResult",
    "CheckResult",
    "Coverage",
    "DiffResult",
    "DriftOptions",
    "DriftResult",
    "FmtResult",
    "ImportOptions",
    "ImportResult",
    "InitResult",
    "VerifyOptions",
    "VerifyResult",
    "build",
    "build_json",
    "build_lines",
    "check",
    "check_import",
    "coverage_json",
    "coverage_lines",
    "diff",
    "diff_json",
    "diff_sql",
    "diff_text",
    "drift",
    "drift_json",
    "drift_lines",
    "fmt",
    "import_",
    "import_json",
    "import_lines",
    "init",
    "verify",
    "verify_json",
    "verify_lines",
]
