"""Check the ledger against itself, or a record without the ledger."""

import sys
from argparse import ArgumentParser

from django.core.management.base import BaseCommand

from countersign.ledger import verifier
from countersign.ledger.checking import verify
from countersign.ledger.models import Checkpoint, Entry


class Command(BaseCommand):
    """`countersign verify [FILE]`: 0 whole, 1 something is wrong, 2 cannot be checked."""

    help = "Check the ledger, or a record (.pdf, .zip or .jsonl) as the stand-alone verifier does."

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Take a file, or nothing."""
        parser.add_argument("file", nargs="?")

    def handle(self, *_: object, **options: str) -> None:
        """Print a sentence for each finding."""
        if options["file"]:
            sys.exit(verifier.main([options["file"]]))
        found = verify()
        for each in found:
            self.stdout.write(str(each))
        if found:
            sys.exit(1)
        counts = f"{Entry.objects.count():,} entries, {Checkpoint.objects.count():,} checkpoints"
        self.stdout.write(f"Whole: nothing was found wrong ({counts}).")
