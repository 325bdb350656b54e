"""What the worker does about access: look at what is due, make what is asked for. Twice does no harm."""

import logging
from collections import defaultdict
from datetime import datetime

from django.db import transaction
from django.db.models import Q

from countersign.access import events
from countersign.access.applying import make_changes
from countersign.access.entitlements import local_day
from countersign.access.leases import Busy, leased
from countersign.access.models import Change, Connector, Grant
from countersign.access.reconciling import PERIOD, look
from countersign.ledger.actions import record
from countersign.schools.models import School

log = logging.getLogger(__name__)


def reconcile_due(now: datetime) -> int:
    """Look at each directory whose quarter of an hour is over, or about whose people something was decided."""
    record_ended(now)
    due = Q(last_tried_at=None) | Q(last_tried_at__lte=now - PERIOD) | Q(wanted_at__isnull=False)
    ready = Q(next_try_at=None) | Q(next_try_at__lte=now)
    looked = 0
    connectors = Connector.objects.filter(due, ready, retired_at=None, stopped_at=None).select_related("school")
    for connector in connectors.order_by("last_look_at", "pk"):
        try:
            with leased(connector, now):
                looked += look(connector, now) is not None
        except Busy:
            continue
        except Exception:
            log.exception("Looking at connector %s failed", connector.public_id)
    return looked


def apply_due(now: datetime, limit: int = 500) -> int:
    """Make the changes that are due, directory by directory, and return how many."""
    made = 0
    ready = Q(next_try_at=None) | Q(next_try_at__lte=now)
    waiting = Change.objects.due(now) | Change.objects.open().filter(done_at__isnull=False)
    connectors = Connector.objects.filter(
        ready, pk__in=waiting.values("connector"), retired_at=None, stopped_at=None
    ).select_related("school")
    for connector in connectors.order_by("pk"):
        try:
            with leased(connector, now):
                done = make_changes(connector, now, limit)
        except Busy:
            continue
        except Exception:
            log.exception("Changing connector %s failed", connector.public_id)
            continue
        made += done
        if done:  # what is so now is remembered by looking again
            Connector.objects.filter(pk=connector.pk).update(wanted_at=now)
    return made


@transaction.atomic
def record_ended(now: datetime) -> int:
    """Keep in the ledger that permissions ended because their last day is over."""
    over = Grant.objects.filter(
        until_date__lt=local_day(now), withdrawn_at=None, ended_recorded_at=None
    ).select_for_update(of=("self",))
    over = over.select_related("person__school", "permission").order_by("pk")[:500]
    by_school: defaultdict[School, list[events.PermissionEnded]] = defaultdict(list)
    ended = list(over)
    Grant.objects.filter(pk__in=[grant.pk for grant in ended]).update(ended_recorded_at=now)
    for grant in ended:
        event = events.PermissionEnded(
            subject=grant.person.reference,
            permission=grant.permission.code,
            title=grant.permission.title,
            how="its last day is over",
            decision=grant.decision_reference,
            reason="",
        )
        by_school[grant.person.school].append(event)
    for school, told in sorted(by_school.items(), key=lambda item: item[0].pk):
        record(*told, school=school, by=None, at=now)
    return len(ended)
