"""Sign what is new in the ledger now, instead of at the worker's next minute."""

from django.core.management.base import BaseCommand
from django.utils import timezone

from countersign.ledger.checkpoints import checkpoint
from countersign.ledger.timestamps import stamp


class Command(BaseCommand):
    """`countersign checkpoint`."""

    help = "Sign what is new in all chains and have it time-stamped where authorities are configured."

    def handle(self, *_: object, **__: object) -> None:
        """Say what was signed."""
        now = timezone.now()
        made = checkpoint(now)
        self.stdout.write(f"{made}: {made.entries_count} entries." if made else "Nothing is new.")
        for each in stamp(now):
            self.stdout.write(f"Time-stamped by {each}.")
