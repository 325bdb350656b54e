"""
What people will lose if they do not sign: the calculation of `entitlements`, asked about days to come.

Thousands are asked about while somebody opens a page, and most of them stand alike. So what decides about a day is read
for everybody at once, brought to what matters on that day, and worked out once for all who are alike.
"""

from collections import defaultdict
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from functools import cached_property
from operator import attrgetter
from typing import NamedTuple

from django.db.models import F, Q

from countersign.access.asking import LastDays
from countersign.access.entitlements import LOCAL, Brought, Engagement, Facts, Permitted, Signed, level
from countersign.access.models import Entitlement, Grant, Permission, Standing, Suspension
from countersign.people.models import Role
from countersign.schools.models import School

DAY = timedelta(days=1)
LONG_AGO = datetime(2000, 1, 1, tzinfo=UTC)
PERMISSIONS, RIGHTS = attrgetter("permissions"), attrgetter("rights")

IS_WHOLE = Q(signed_at__isnull=False, countersigned_at__isnull=False, is_authorised=True)
IS_REFUSED = Q(refused_at__isnull=False) & (Q(countersigned_at=None) | Q(countersigned_at__lte=F("refused_at")))


@dataclass(frozen=True)
class Loss:
    """Something one person will not have from a day on."""

    person: int
    key: str
    title: str
    day: date
    """The first day without it."""
    is_permission: bool


class Told(NamedTuple):
    """How somebody stands with a policy, as far as it matters in days to come."""

    is_whole: bool
    is_refused: bool
    is_ended: bool


class Stand(NamedTuple):
    """The same, with the day by which the policy is to be signed, as far as that decides about a day."""

    told: Told
    is_asked: bool
    is_the_one: bool
    due_date: date | None


class Alike(NamedTuple):
    """Everything that decides what is lost on a day: two people of whom it is equal lose the same."""

    day: date
    kinds_before: frozenset[str]
    kinds: frozenset[str]
    stands: tuple[Stand, ...]
    permissions: tuple[Permitted, ...]


NOTHING = Told(is_whole=False, is_refused=False, is_ended=False)


def losses(
    school: School,
    asked: LastDays,
    policy: str,
    today: date,
    asked_on: Callable[[int, date], Mapping[str, date]],
) -> list[Loss]:
    """
    Return what each of those asked will lose, and when, if they never sign one policy by its last day.

    `asked` says by when they are to sign what, `asked_on` says it of one person whose roles change before.
    """
    known = _Known(school, today)
    found = []
    for person, theirs in asked.items():
        if person in known.suspended:
            continue
        first = theirs[policy] + DAY
        for day, is_permission in ((first, True), (first + DAY * school.grace_days, False)):
            permissions = known.permissions.get(person, ()) if is_permission else ()
            if day <= today or (is_permission and not permissions):
                continue
            then = asked_on(person, day) if known.changes(person, day) else theirs
            lost = known.lost(known.alike(person, then, policy, day, permissions))
            found += [Loss(person, key, known.titles[key], day, is_permission) for key in lost]
    return found


class _Known:
    """What decides about the people of a school, read once."""

    def __init__(self, school: School, today: date) -> None:
        self.school, self.today = school, today
        self._lost: dict[Alike, list[str]] = {}
        entitlements = list(Entitlement.objects.filter(school=school, retired_at=None).order_by("position", "pk"))
        self.brings = tuple(Brought(e.key, frozenset(e.kinds), e.is_kept_when_late) for e in entitlements)
        self.titles = {entitlement.key: entitlement.title for entitlement in entitlements}
        suspended = Suspension.objects.filter(resumed_at=None, person__school=school)
        self.suspended = set(suspended.values_list("person_id", flat=True))

    @cached_property
    def told(self) -> dict[int, dict[str, Told]]:
        """How each person stands with each policy."""
        rows = Standing.objects.filter(person__school=self.school).values_list("person_id", "policy_reference")
        whole, refused = set(rows.filter(IS_WHOLE)), set(rows.filter(IS_REFUSED))
        ended = set(rows.filter(ended_at__isnull=False))
        found: defaultdict[int, dict[str, Told]] = defaultdict(dict)
        for key in whole | refused | ended:
            found[key[0]][key[1]] = Told(key in whole, key in refused, key in ended)
        return found

    @cached_property
    def engagements(self) -> dict[int, list[Engagement]]:
        """What each person is, today and later."""
        found: defaultdict[int, list[Engagement]] = defaultdict(list)
        roles = Role.objects.filter(Q(to_date=None) | Q(to_date__gte=self.today), person__school=self.school)
        known: dict[tuple[str, date, date | None], Engagement] = {}
        for person, kind, starts, ends in roles.values_list("person_id", "kind", "from_date", "to_date"):
            found[person].append(known.setdefault((kind, starts, ends), Engagement(kind, starts, ends)))
        return found

    @cached_property
    def permissions(self) -> dict[int, tuple[Permitted, ...]]:
        """What each person was given."""
        found: defaultdict[int, tuple[Permitted, ...]] = defaultdict(tuple)
        begun = Q(permission__needs_second_approver=False) | Q(seconded_at__isnull=False)
        grants = Grant.objects.filter(begun, permission__school=self.school, withdrawn_at=None)
        catalogue = {each.pk: each for each in Permission.objects.filter(school=self.school)}
        for person, pk, until in grants.order_by("granted_at", "pk").values_list(
            "person_id", "permission_id", "until_date"
        ):
            permission = catalogue[pk]
            found[person] = (*found[person], Permitted(permission.key, permission.title, LONG_AGO, until))
        self.titles |= {each.key: each.title for each in catalogue.values()}
        return found

    def changes(self, person: int, day: date) -> bool:
        """Return whether somebody's roles are not the same on a day as they are today."""
        return any(each.covers(self.today) != each.covers(day) for each in self.engagements.get(person, ()))

    def alike(
        self, person: int, asked: Mapping[str, date], policy: str, day: date, permissions: tuple[Permitted, ...]
    ) -> Alike:
        """Return what decides about somebody on a day: a last day that has not come is as good as any other."""
        told = self.told.get(person, {})
        stands = [
            Stand(told.get(each, NOTHING), True, each == policy, due_date if due_date < day else date.max)
            for each, due_date in asked.items()
        ]
        stands += [Stand(each, False, False, None) for other, each in told.items() if other not in asked]
        roles = self.engagements.get(person, ())
        return Alike(
            day,
            frozenset(each.kind for each in roles if each.covers(day - DAY)),
            frozenset(each.kind for each in roles if each.covers(day)),
            tuple(sorted(stands)),
            permissions,
        )

    def lost(self, alike: Alike) -> list[str]:
        """Return what is there the day before, and on the day would be but for the one policy that is not signed."""
        if alike not in self._lost:
            theirs = PERMISSIONS if alike.permissions else RIGHTS
            facts, forgiven = self._facts(alike, forgiving=False), self._facts(alike, forgiving=True)
            would_have = theirs(level(forgiven, self.brings, _noon(alike.day)))
            has = theirs(level(facts, self.brings, _noon(alike.day)))
            had = theirs(level(facts, self.brings, _noon(alike.day - DAY)))
            self._lost[alike] = sorted(would_have & had - has)
        return self._lost[alike]

    def _facts(self, alike: Alike, *, forgiving: bool) -> Facts:
        return Facts(
            person="",
            engagements=tuple(_engagements(alike)),
            signed=tuple(self._signed(each, forgiving=forgiving) for each in alike.stands),
            permissions=alike.permissions,
        )

    def _signed(self, stand: Stand, *, forgiving: bool) -> Signed:
        told = stand.told
        return Signed(
            signed_at=LONG_AGO if told.is_whole else None,
            countersigned_at=LONG_AGO if told.is_whole else None,
            countersigned_by="somebody else" if told.is_whole else None,
            due_date=date.max if forgiving and stand.is_the_one else stand.due_date,
            grace_days=self.school.grace_days,
            refused_at=LONG_AGO if told.is_refused else None,
            ended_at=LONG_AGO if told.is_ended else None,
            is_asked=stand.is_asked,
        )


def _engagements(alike: Alike) -> Iterator[Engagement]:
    for kind in sorted(alike.kinds_before | alike.kinds):
        starts = date.min if kind in alike.kinds_before else alike.day
        yield Engagement(kind, starts, None if kind in alike.kinds else alike.day - DAY)


def _noon(day: date) -> datetime:
    return datetime.combine(day, time(12), LOCAL)
