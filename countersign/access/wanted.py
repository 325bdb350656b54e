"""What every account of a school should be now, from the rows that say so."""

from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from typing import NamedTuple
from uuid import UUID

from countersign.access.asking import LastDays, asked_to_sign
from countersign.access.connectors.protocol import Desired
from countersign.access.entitlements import (
    Brought,
    Engagement,
    Entitled,
    Facts,
    Level,
    Permitted,
    Signed,
    entitled,
    local_day,
)
from countersign.access.guard import USUAL
from countersign.access.models import (
    Connector,
    Entitlement,
    Grant,
    Group,
    Link,
    Permission,
    Reservation,
    Standing,
    Suspension,
)
from countersign.access.usernames import proposed
from countersign.people.models import Person, Role
from countersign.schools.models import School

SIGNED = {
    "signed_at": "signed_at", "edition_number": "edition", "countersigned_at": "countersigned_at",
    "is_authorised": "is_authorised", "due_date": "due_date", "grace_days": "grace_days", "refused_at": "refused_at",
    "refusal_reason": "refusal_reason", "ended_at": "ended_at", "decision_reference": "decision",
}  # fmt: skip
"""A standing's columns, and what the calculation calls them."""
NOTHING_SIGNED = Signed()


class Who(NamedTuple):
    """What is asked of a person here; a school may have thousands."""

    pk: int
    public_id: UUID
    forename: str
    surname: str
    email: str


@dataclass(frozen=True)
class Judged:
    """One person, what they may use now, and the decision behind it."""

    person: Who
    entitled: Entitled
    decision: str


def judged(school: School, now: datetime, only: Person | None = None) -> list[Judged]:
    """Return what people of a school may use at a moment: all those anything was ever decided about, or one."""
    people = Person.objects.filter(school=school)
    if only is not None:
        people = people.filter(pk=only.pk)
    else:
        decided = Standing.objects.filter(person__school=school).values("person")
        linked = Link.objects.filter(person__school=school, forgotten_at=None).values("person")
        people = people.filter(pk__in=decided) | people.filter(pk__in=linked)
    facts = _Facts(school, asked_to_sign(school, local_day(now), only), only)
    brings = facts.brings
    found = []
    for who in map(Who._make, people.order_by("pk").values_list(*Who._fields)):
        may = entitled(facts.of(who.pk), brings, now)
        found.append(Judged(who, may, facts.suspended_by(who.pk) or may.decision))
    return found


def desired(connector: Connector, now: datetime, *, was_enabled: frozenset[str]) -> list[Desired]:
    """
    Return what each account in one directory should be, giving a username to whoever needs one.

    Somebody who may use nothing yet is left out, unless an account of theirs was on: then it goes off.
    """
    everybody = judged(connector.school, now)
    wanted = [
        one for one in everybody
        if one.entitled.level is not Level.NONE or str(one.person.public_id) in was_enabled
    ]  # fmt: skip
    needing = [one.person for one in wanted if _is_needed(one.entitled)]
    usernames = reserve(connector.school, needing, now)
    groups = groups_of(connector)
    decisions = Counter(one.decision for one in wanted if one.entitled.is_decision)
    grants = _latest_grants(connector.school)
    return [
        _desired(one, connector, usernames, groups, grants, is_alone=decisions[one.decision] <= USUAL.people)
        for one in wanted
    ]


def groups_of(connector: Connector) -> dict[str, frozenset[str]]:
    """Return what each entitlement and permission means in a directory; on a list, its own title."""
    found: defaultdict[str, set[str]] = defaultdict(set)
    if connector.is_by_hand:
        for entitlement in Entitlement.objects.filter(school=connector.school_id, retired_at=None):
            found[entitlement.key].add(entitlement.title)
        for permission in Permission.objects.filter(school=connector.school_id):
            found[permission.key].add(permission.title)
    for group in Group.objects.filter(connector=connector).select_related("entitlement", "permission"):
        source = group.entitlement or group.permission
        if source is not None and not connector.is_by_hand:
            found[source.key].add(group.name)
    return {key: frozenset(names) for key, names in found.items()}


def reserve(school: School, people: list[Who], now: datetime) -> dict[int, str]:
    """Return a username for each, giving one that nobody ever had to whoever has none."""
    names = dict(Reservation.objects.filter(school=school, replaced_at=None).values_list("person_id", "username"))
    without = [person for person in people if person.pk not in names]
    if without:
        taken = set(Reservation.objects.filter(school=school).values_list("username", flat=True))
        rows = []
        for person in without:
            name = proposed(person.forename, person.surname, taken)
            taken.add(name)
            names[person.pk] = name
            rows.append(Reservation(school=school, person_id=person.pk, username=name, reserved_at=now))
        Reservation.objects.bulk_create(rows)
    return names


def _is_needed(one: Entitled) -> bool:
    return one.level in (Level.FULL, Level.NARROWED, Level.PREPARED)


def _desired(
    one: Judged,
    connector: Connector,
    usernames: Mapping[int, str],
    groups: Mapping[str, frozenset[str]],
    grants: Mapping[int, Mapping[str, Grant]],
    *,
    is_alone: bool,
) -> Desired:
    may, person = one.entitled, one.person
    username = usernames.get(person.pk, "")
    given = grants.get(person.pk, {})
    held = {name for key in may.rights | may.permissions for name in groups.get(key, ())}
    because = {name: sentence for key, sentence in may.because.items() for name in groups.get(key, ())}
    because |= {name: may.because[key] for key in may.rights | may.permissions for name in groups.get(key, ())}
    return Desired(
        person=str(person.public_id),
        username=username,
        given=person.forename,
        family=person.surname,
        mail=f"{username}@{connector.mail_domain}" if connector.mail_domain else person.email,
        enabled=may.enabled,
        groups=frozenset(held),
        reason=may.reason,
        needed=_is_needed(may),
        decided=may.is_decision and is_alone,
        decided_groups=frozenset(
            name
            for key, grant in given.items()
            for name in groups.get(key, ())
            if grant.withdrawn_at is not None and name not in held
        ),
        decision=one.decision,
        because=because,
        decisions={
            name: grant.withdrawal_reference or grant.decision_reference
            for key, grant in given.items()
            for name in groups.get(key, ())
        },
    )


def _latest_grants(school: School) -> dict[int, dict[str, Grant]]:
    found: defaultdict[int, dict[str, Grant]] = defaultdict(dict)
    for grant in Grant.objects.filter(permission__school=school).order_by("granted_at", "pk"):
        found[grant.person_id][f"permission:{grant.permission_id}"] = grant
    return found


class _Facts:
    """The rows about the people of a school, or one of them, read once; `asked` is what they are asked to sign."""

    def __init__(self, school: School, asked: LastDays | None, only: Person | None = None) -> None:
        chosen = {"person__school": school} if only is None else {"person": only}
        self.asked, self.grace_days = asked, school.grace_days
        self.entitlements = list(Entitlement.objects.filter(school=school, retired_at=None).order_by("position", "pk"))
        self.brings = tuple(Brought(e.key, frozenset(e.kinds), e.is_kept_when_late) for e in self.entitlements)
        self.signed: defaultdict[int, dict[str, Signed]] = defaultdict(dict)
        standings = Standing.objects.filter(**chosen).order_by("told_at", "pk")
        for person, policy, *facts, countersigned_by in standings.values_list(
            "person_id", "policy_reference", *SIGNED, "countersigned_by_id"
        ):
            by = str(countersigned_by) if countersigned_by else None
            self.signed[person][policy] = Signed(**dict(zip(SIGNED.values(), facts, strict=True)), countersigned_by=by)
        self.suspensions = {row.person_id: row for row in Suspension.objects.filter(resumed_at=None, **chosen)}
        self.roles: defaultdict[int, list[Engagement]] = defaultdict(list)
        roles = Role.objects.filter(**chosen).order_by("from_date", "pk")
        for person, kind, starts, ends in roles.values_list("person_id", "kind", "from_date", "to_date"):
            self.roles[person].append(Engagement(kind, starts, ends))
        self.grants: defaultdict[int, list[Permitted]] = defaultdict(list)
        grants = Grant.objects.filter(**chosen).select_related("permission")
        for grant in grants.order_by("granted_at", "pk"):
            if grant.starts_at is not None:
                code, title = grant.permission.key, grant.permission.title
                permitted = Permitted(code, title, grant.starts_at, grant.until_date, grant.withdrawn_at)
                self.grants[grant.person_id].append(permitted)

    def of(self, person: int) -> Facts:
        """Return everything that decides about one person."""
        suspension = self.suspensions.get(person)
        return Facts(
            person=str(person),
            engagements=tuple(self.roles.get(person, ())),
            signed=tuple(self._signed(person)),
            permissions=tuple(self.grants.get(person, ())),
            suspended_at=suspension.suspended_at if suspension else None,
            suspension_reason=suspension.reason if suspension else "",
        )

    def _signed(self, person: int) -> Iterator[Signed]:
        """Go through what was told of somebody, and what they are asked: the day comes from whoever asks."""
        told = self.signed.get(person, {})
        if self.asked is None:
            yield from told.values()
            return
        asked = self.asked.get(person, {})
        for policy, last_day in asked.items():
            yield replace(told.get(policy, NOTHING_SIGNED), due_date=last_day, grace_days=self.grace_days)
        for policy, signed in told.items():
            if policy not in asked:
                yield replace(signed, is_asked=False)

    def suspended_by(self, person: int) -> str:
        """Return the reference of the decision that took everything from somebody, if there is one."""
        suspension = self.suspensions.get(person)
        return suspension.reference if suspension else ""
