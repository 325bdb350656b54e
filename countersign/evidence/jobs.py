"""What the worker does for evidence."""

import logging
from datetime import datetime, timedelta

from countersign.access.actions import effects
from countersign.agreements.models import Agreement
from countersign.ledger.checkpoints import checkpoint

from .records import seal_record

logger = logging.getLogger(__name__)

AT_ONCE = 50
"""Records in one run of the job: a few seconds of work, and the worker looks around."""

WAIT_FOR_EFFECT = timedelta(minutes=2)
"""How long a record waits for the directory, so that it can say what the decision brought about."""


def seal_due(now: datetime, limit: int = AT_ONCE) -> int:
    """Seal the records of agreements that both have signed and that have none yet; return how many."""
    due = (
        Agreement.objects.filter(countersigned_at__isnull=False, record=None)
        .select_related("person", "school__chain", "edition__policy", "countersigned_by")
        .order_by("countersigned_at", "pk")[:limit]
    )
    ready = [each for each in due if _is_ready(each, now)]
    if ready:
        checkpoint(now)  # a record carries the proof that its entries are under a checkpoint
    for agreement in ready:
        seal_record(agreement, at=now)
    return len(ready)


def _is_ready(agreement: Agreement, now: datetime) -> bool:
    countersigned = agreement.countersigned_at
    if countersigned is None or now - countersigned >= WAIT_FOR_EFFECT:
        return True
    return not any(each.result == "waiting" for each in effects(agreement.reference))
