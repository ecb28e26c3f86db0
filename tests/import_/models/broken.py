"""A module that no program could import."""

Base = 1 / 0
