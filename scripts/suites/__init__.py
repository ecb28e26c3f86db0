"""Test suites of real projects, with generated models in the place of theirs."""
