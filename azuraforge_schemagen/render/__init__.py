"""Text of files: models, revisions, and the package around them."""
