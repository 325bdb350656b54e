"""Secret addresses of calendars: made for one person, shown once, ended at any time."""

import hashlib
import secrets

from django.db import transaction
from django.utils import timezone

from countersign.ledger.actions import record
from countersign.people.models import Person
from countersign.policies.events import CalendarEnded, CalendarMade
from countersign.policies.models import CalendarAddress


def hash_of(secret: str) -> str:
    """Return what is kept of an address."""
    return hashlib.sha256(secret.encode()).hexdigest()


@transaction.atomic
def make_calendar(*, by: Person) -> str:
    """Make a secret address for one's own calendar, and return it: it is kept nowhere. One made before ends."""
    by = Person.objects.select_for_update(of=("self",)).select_related("school").get(pk=by.pk)
    now = timezone.now()
    CalendarAddress.objects.filter(person=by, ended_at=None).update(ended_at=now)
    secret = secrets.token_urlsafe(32)
    CalendarAddress.objects.create(person=by, secret_sha256=hash_of(secret), made_at=now)
    record(CalendarMade(subject=by.reference), school=by.school, by=by, at=now)
    return secret


@transaction.atomic
def end_calendar(*, by: Person) -> None:
    """End the address of one's own calendar: whoever has it finds nothing any more."""
    by = Person.objects.select_for_update(of=("self",)).select_related("school").get(pk=by.pk)
    now = timezone.now()
    if CalendarAddress.objects.filter(person=by, ended_at=None).update(ended_at=now):
        record(CalendarEnded(subject=by.reference), school=by.school, by=by, at=now)


def find_calendar(secret: str) -> CalendarAddress | None:
    """Return the open address of this secret."""
    found = CalendarAddress.objects.select_related("person__school").filter(secret_sha256=hash_of(secret))
    return found.filter(ended_at=None).first()
