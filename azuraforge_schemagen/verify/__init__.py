"""The proof of revisions on scratch databases: rows, steps there and back, comparisons."""
