"""A project with models, as people write them."""
