"""Make every plan so: what the worker does in the background, done now and printed."""

import sys
from typing import Any

from django.core.management.base import BaseCommand
from django.utils import timezone

from countersign.access.applying import make_changes
from countersign.access.models import Change, Connector
from countersign.access.printing import NOTHING, PROBLEMS, UNREACHABLE, printed, verdict
from countersign.access.steering import go_ahead, hold, look_now
from countersign.refusals import Refused

ROUNDS = 20


class Command(BaseCommand):
    """
    Apply the plan of each directory, and look again.

    Exit: 0 all is as it should be, 2 changes are left, 3 something needs a person, 4 held back, 5 not reached.
    """

    help = "change the directories as planned; exit 0 done, 2 left, 3 problems, 4 blocked, 5 unreachable"

    def handle(self, *args: Any, **options: Any) -> None:
        """Apply each, and exit by the worst of what is left."""
        del args, options
        worst = NOTHING
        for connector in Connector.objects.filter(retired_at=None).select_related("school").order_by("pk"):
            try:
                worst = max(worst, self.apply(connector))
            except Refused as refusal:
                self.stderr.write(f"{connector.name}: {refusal.message}")
                worst = max(worst, UNREACHABLE)
        sys.exit(worst)

    def apply(self, connector: Connector) -> int:
        """Plan, change and look again; return the exit code for this directory."""
        plan = look_now(connector, at=timezone.now())
        self.stdout.write(printed(plan))
        go_ahead(plan, by=None, at=timezone.now())
        made = 0
        with hold(connector, at=timezone.now()):
            for _ in range(ROUNDS):
                done = make_changes(connector, timezone.now(), 1000)
                made += done
                if not done:
                    break
        plan = look_now(connector, at=timezone.now())
        left = Change.objects.open().filter(connector=connector)
        by_hand = left.filter(handed_at__isnull=False, done_at=None).count()
        self.stdout.write(f"APPLY {connector.name}: {made} made, {left.count() - by_hand} left, {by_hand} by hand")
        for fault in left.exclude(fault="").order_by("rank", "id").values_list("fault", flat=True).distinct()[:10]:
            self.stderr.write(f"  {fault}")
        refused = left.filter(failed_at__isnull=False).exists()
        return max(verdict(plan), PROBLEMS if refused else NOTHING)
