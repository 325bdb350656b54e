"""
What people will lose if they do not sign: the calculation of `entitlements`, asked about days to come.

Nothing is stored, so what is foretold and what then happens are worked out by the same words.
"""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from operator import attrgetter

from countersign.access.asking import LastDays
from countersign.access.entitlements import LOCAL, Facts, level
from countersign.access.wanted import KnownFacts
from countersign.schools.models import School

DAY = timedelta(days=1)
PERMISSIONS, RIGHTS = attrgetter("permissions"), attrgetter("rights")


@dataclass(frozen=True)
class Loss:
    """Something one person will not have from a day on."""

    person: int
    key: str
    title: str
    day: date
    """The first day without it."""
    is_permission: bool


def losses(
    school: School,
    asked: LastDays,
    policy: str,
    people: Iterable[int],
    today: date,
    asked_on: Callable[[int, date], Mapping[str, date]],
) -> list[Loss]:
    """
    Return what each of some people will lose, and when, if they never sign a policy by its last day.

    `asked` says by when they are to sign what, `asked_on` says it of one person whose roles change before.
    """
    known = KnownFacts(school, asked)
    titles = {entitlement.key: entitlement.title for entitlement in known.entitlements}
    found = []
    for person in people:
        last_day = asked[person][policy]
        facts, forgiven = known.of(person), known.of(person, forgiving=policy)
        titles |= {permission.code: permission.title for permission in facts.permissions}
        for day, is_permission in ((last_day + DAY, True), (last_day + DAY * (school.grace_days + 1), False)):
            theirs = PERMISSIONS if is_permission else RIGHTS
            if day <= today or (is_permission and not facts.permissions):
                continue
            would_have = theirs(level(forgiven, known.brings, _noon(day)))
            if not would_have:
                continue
            if _roles_change(facts, today, day):
                facts = KnownFacts(school, {person: asked_on(person, day)}).of(person)
            has_before = theirs(level(facts, known.brings, _noon(day - DAY)))
            lost = would_have & has_before - theirs(level(facts, known.brings, _noon(day)))
            found += [Loss(person, key, titles[key], day, is_permission) for key in sorted(lost)]
    return found


def _roles_change(facts: Facts, today: date, day: date) -> bool:
    return any(engagement.covers(today) != engagement.covers(day) for engagement in facts.engagements)


def _noon(day: date) -> datetime:
    return datetime.combine(day, time(12), LOCAL)
