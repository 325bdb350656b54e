"""What the worker does about access: look at what is due, make what is asked for. Twice does no harm."""

import logging
from datetime import datetime

from django.db import transaction
from django.db.models import Q

from countersign.access import events
from countersign.access.applying import make_changes
from countersign.access.catalogue import begin
from countersign.access.entitlements import local_day
from countersign.access.leases import Busy, leased
from countersign.access.models import Change, Connector, Grant
from countersign.access.reconciling import PERIOD, look
from countersign.ledger.actions import record
from countersign.schools.models import School

log = logging.getLogger(__name__)


def reconcile_due(now: datetime) -> int:
    """Look at each directory whose quarter of an hour is over, or about whose people something was decided."""
    begin_new_schools(now)
    record_ended(now)
    failed = Q(next_try_at__lte=now)
    due = Q(last_tried_at=None) | Q(last_tried_at__lte=now - PERIOD) | Q(wanted_at__isnull=False) | failed
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


def begin_new_schools(now: datetime) -> None:
    """Give each school that has just been set up its list and the usual catalogue."""
    for school in School.objects.filter(connectors=None).exclude(set_up_at=None):
        begin(school, at=now)


def record_ended(now: datetime) -> int:
    """Keep in the ledger that permissions ended because their last day is over."""
    over = Grant.objects.filter(until_date__lt=local_day(now), withdrawn_at=None, ended_recorded_at=None)
    schools = School.objects.filter(pk__in=over.values("permission__school"))
    return sum(_record_ended(school, now) for school in schools.order_by("pk"))


@transaction.atomic
def _record_ended(school: School, now: datetime) -> int:
    over = Grant.objects.filter(
        until_date__lt=local_day(now), withdrawn_at=None, ended_recorded_at=None, permission__school=school
    )
    ended = list(over.select_for_update(of=("self",)).select_related("person", "permission").order_by("pk")[:500])
    Grant.objects.filter(pk__in=[grant.pk for grant in ended]).update(ended_recorded_at=now)
    told = [
        events.PermissionEnded(
            subject=grant.person.reference,
            permission=grant.permission.code,
            title=grant.permission.title,
            how="its last day is over",
            decision=grant.decision_reference,
            reason="",
        )
        for grant in ended
    ]
    record(*told, school=school, by=None, at=now)
    return len(ended)
