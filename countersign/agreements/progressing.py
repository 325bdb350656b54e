"""How far a school has come: by policy, by role, and from day to day. Counted by the database."""

import datetime
from collections.abc import Iterable
from dataclasses import dataclass

from django.db.models import Count
from django.db.models.functions import TruncDate
from django.utils.formats import date_format

from countersign.agreements.counting import Progress, by_kind, progress
from countersign.agreements.duties import State
from countersign.agreements.models import Latest
from countersign.people.audiences import Audience
from countersign.policies.models import Policy
from countersign.schools.days import DAY, SchoolDays
from countersign.schools.models import School

SHOWN_DAYS = 20


@dataclass(frozen=True)
class OfPolicy:
    """How the people bound by one policy stand."""

    title: str
    counted: Progress

    @property
    def bound(self) -> int:
        """How many it binds."""
        return self.counted.bound

    @property
    def current(self) -> int:
        """How many have signed what counts, and need do nothing."""
        return self.counted.people[State.CURRENT]

    @property
    def due(self) -> int:
        """How many have something to sign, and are in time."""
        return self.counted.people[State.DUE]

    @property
    def late(self) -> int:
        """How many are past the last day."""
        return self.counted.people[State.OVERDUE] + self.counted.people[State.LAPSED]


@dataclass(frozen=True)
class OfRole:
    """How many people of one kind have signed all that is asked of them."""

    title: str
    people: int
    left: int

    @property
    def done(self) -> int:
        """How many have nothing left to sign."""
        return self.people - self.left


def of_policies(school: School, today: datetime.date) -> list[OfPolicy]:
    """Return how a school stands under each of its policies, by title."""
    titles = dict(Policy.objects.filter(school=school).values_list("pk", "title"))
    return sorted(
        (OfPolicy(titles[each.policy], each) for each in progress(school, today)), key=lambda each: each.title
    )


def of_roles(school: School, today: datetime.date) -> list[OfRole]:
    """Return how each kind of people stands, in the order of the kinds."""
    counted = by_kind(school, today)
    return [OfRole(kind.label, *counted[kind]) for kind in Audience if kind in counted]


def days_of(
    school: School, policies: Iterable[OfPolicy], since: datetime.date, today: datetime.date
) -> list[tuple[str, int | None]]:
    """
    Return how many signatures counted at the end of each school day, up to today, with those left to sign on.

    It goes back from what counts now by the signatures of each day.
    """
    days, counts = school.days, sum(each.current for each in policies)
    first = max(since, days.before(today, SHOWN_DAYS))
    newest = Latest.objects.filter(school=school, signed_at__date__gte=first).annotate(day=TruncDate("signed_at"))
    signed = dict(newest.values("day").annotate(n=Count("pk")).values_list("day", "n"))
    found: list[tuple[str, int | None]] = []
    day, count = today, counts
    while day >= first:
        if days.is_open(day) or day == today:
            found.insert(0, (_label(day), max(0, count)))
        count -= signed.get(day, 0)
        day -= DAY
    return found + [(_label(each), None) for each in _coming(days, today, school.last_day_to_sign(since))]


def _coming(days: SchoolDays, today: datetime.date, last: datetime.date) -> list[datetime.date]:
    """Return the school days that are left of those that people had when asking began."""
    return [days.after(today, count) for count in range(1, days.between(today, last) + 1)]


def _label(day: datetime.date) -> str:
    return date_format(day, "j M")
