"""``python -m azuraforge_schemagen``."""

from azuraforge_schemagen.cli import main

main(prog_name="schemagen")
