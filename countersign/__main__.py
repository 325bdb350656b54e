"""`python -m countersign` is the same as `countersign`."""

from countersign.cli import main

main()
