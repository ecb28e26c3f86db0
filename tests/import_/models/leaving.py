"""A module that is a program."""

import sys

sys.exit(3)
