"""Write a school's chain to a file that can be checked without us."""

import sys
from argparse import ArgumentParser
from uuid import UUID

from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from countersign.ledger.export import chain_lines
from countersign.ledger.models import Chain


class Command(BaseCommand):
    """`countersign export_chain CHAIN > chain.jsonl`."""

    help = "Write a chain as JSON lines (docs/reference/record-format.md) to standard output."

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Take the chain's id, which may be left out where there is one only."""
        parser.add_argument("chain", nargs="?", type=UUID)
        parser.add_argument("--with-contents", action="store_true", help="with the exact bytes of every page shown")

    def handle(self, *_: object, chain: UUID | None, with_contents: bool, **__: object) -> None:
        """Write the lines."""
        chains = list(Chain.objects.filter(uuid=chain) if chain else Chain.objects.all())
        if len(chains) != 1:
            known = "".join(f"\n  {each.uuid}  {each}" for each in Chain.objects.order_by("name"))
            raise CommandError(f"Name the chain to export, one of:{known}")
        for line in chain_lines(chains[0], at=timezone.now(), with_contents=with_contents):
            sys.stdout.buffer.write(line)
