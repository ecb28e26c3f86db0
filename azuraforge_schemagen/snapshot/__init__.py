"""Layers, fingerprints, and the state of the schema at any revision."""
