"""`countersign lint FILE`: what is worth a look in a policy that is still a file."""

import sys
from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand
from django.utils import timezone

from countersign.policies.linting import findings_in
from countersign.policies.looking import RULES, text_of_file
from countersign.policies.reading import Unreadable, read


class Command(BaseCommand):
    """Print what is worth a look in a document; nothing is stored."""

    help = "Print what is worth a look in a policy; store nothing"

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Take the file."""
        parser.add_argument("file", type=Path, help="a policy, in any form that can be put in")

    def handle(self, *args: Any, **options: Any) -> None:  # noqa: ARG002  as Django calls it
        """Print each finding on a line. Ends with 1 where something is likely wrong, with 2 where it cannot be read."""
        try:
            reading = read(options["file"])
        except Unreadable as refusal:
            self.stderr.write(refusal.sentence)
            sys.exit(2)
        likely = 0
        for agreement in reading.agreements:
            for finding in findings_in(text_of_file(agreement), today=timezone.localdate()):
                quote = f" “{finding.quote}”" if finding.quote else ""
                self.stdout.write(f"{finding.where}:{quote} {finding.text} [{RULES[finding.rule].lower()}]")
                likely += finding.is_likely
        if likely:
            sys.exit(1)
