"""YAML files to documents: strict YAML, the language's JSON Schema, and the place of everything."""
