"""Look at every directory and print what would be changed; nothing is written to any of them."""

import sys
from typing import Any

from django.core.management.base import BaseCommand
from django.utils import timezone

from countersign.access.models import Connector
from countersign.access.printing import NOTHING, UNREACHABLE, printed, verdict
from countersign.access.steering import look_now
from countersign.refusals import Refused


class Command(BaseCommand):
    """
    Print the plan of each directory.

    Exit: 0 nothing to do, 2 changes, 3 something needs a person, 4 held back for an approver, 5 not reached.
    """

    help = "what would change in the directories; exit 0 nothing, 2 changes, 3 problems, 4 blocked, 5 unreachable"

    def handle(self, *args: Any, **options: Any) -> None:
        """Look, print, and exit by the worst of what was found."""
        del args, options
        worst = NOTHING
        for connector in Connector.objects.filter(retired_at=None).select_related("school").order_by("pk"):
            try:
                plan = look_now(connector, at=timezone.now())
            except Refused as refusal:
                self.stderr.write(f"{connector.name}: {refusal.message}")
                worst = max(worst, UNREACHABLE)
                continue
            self.stdout.write(printed(plan))
            worst = max(worst, verdict(plan))
        sys.exit(worst)
