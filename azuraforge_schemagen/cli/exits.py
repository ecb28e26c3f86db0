"""The exit codes, by name."""

CLEAN = 0
FINDINGS = 1
USAGE = 2
WORLD = 3
BUG = 70
INTERRUPTED = 130
