"""The values that every room works on: schemas, their operations, and SQL text."""
