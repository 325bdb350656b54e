"""Who else has a draft open: told to those who write, so that they can speak to each other. Nothing is locked."""

from datetime import datetime, timedelta

from countersign.people.models import Person
from countersign.policies.models import AtWork, Edition, Part

LASTS = timedelta(minutes=2)
"""How long somebody counts as being there; a page that stays open tells again in this time."""


def note(edition: Edition, part: Part | None, *, by: Person, at: datetime) -> list[AtWork]:
    """Note that somebody has a page of a draft open, and return who else has."""
    AtWork.objects.update_or_create(edition=edition, person=by, defaults={"part": part, "seen_at": at})
    AtWork.objects.filter(edition=edition, seen_at__lt=at - LASTS).delete()
    others = AtWork.objects.filter(edition=edition).exclude(person=by).select_related("person", "part")
    return list(others.order_by("person__surname", "person__forename", "pk"))
