"""
What people are asked to sign on a day, since when, and what was told of it: what `reminding` calculates with.

Read in a few statements for some hundred people at once. What lies with the school is not asked of anybody: a signature
that waits, one that was refused, and a refusal to sign, which is for somebody to talk about.
"""

import datetime
from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from enum import StrEnum
from functools import cached_property
from typing import NamedTuple

from django.db.models import Q, QuerySet
from django.utils import timezone

from countersign.agreements.everybody import Bound, Everybody, Policies, minimums_of
from countersign.agreements.models import Agreement, Campaign, Reminder
from countersign.agreements.reminding import Asked, Away, Clock, Steps, Telling
from countersign.notices.models import Message
from countersign.people.models import Absence, Person, Ticket
from countersign.policies.models import Edition
from countersign.schools.models import School

EVERYTHING = 0  # the key of no policy


class Standstill(StrEnum):
    """Why something that is not signed is not asked for by itself."""

    DECLINED = "declined"
    REFUSED = "refused"


@dataclass(frozen=True)
class Thing:
    """One policy that one person is to sign, by when, and how far asking for it has come."""

    policy: int
    edition: Edition
    due_date: datetime.date
    asked: Asked
    is_again: bool
    standstill: Standstill | None = None
    was_returned: bool = False


@dataclass(frozen=True)
class Standing:
    """One person, what they are to sign, and their clock."""

    person: Person
    clock: Clock
    things: tuple[Thing, ...] = ()

    @property
    def to_ask(self) -> list[Thing]:
        """What is asked of them by itself."""
        return [each for each in self.things if each.standstill is None]

    def due(self, today: datetime.date) -> dict[int, int]:
        """Return the steps that are to be told today, by policy."""
        steps = {each.policy: self.clock.due(each.asked, today) for each in self.to_ask}
        return {policy: step for policy, step in steps.items() if step is not None}


class _Newest(NamedTuple):
    """What somebody did last with a policy, that may stand in the way of asking."""

    edition: int
    signed_at: datetime.datetime | None
    declined_at: datetime.datetime | None
    returned_at: datetime.datetime | None
    refused_at: datetime.datetime | None


@dataclass
class Asking:
    """What a school asks on a day: its policies, read once, for any number of people after one another."""

    school: School
    today: datetime.date
    started: datetime.date | None = None  # since when its campaign runs

    @classmethod
    def now(cls, school: School, now: datetime.datetime) -> "Asking":
        """Return what a school asks now, by the campaign that runs, if one does."""
        running = Campaign.objects.filter(school=school, stopped_at=None).first()
        return cls(school, timezone.localdate(now), timezone.localdate(running.started_at) if running else None)

    @cached_property
    def minimums(self) -> Policies:
        """Of each policy in force, which signatures still count."""
        return minimums_of(self.school)

    @cached_property
    def steps(self) -> Steps:
        """On which school days people are reminded, and others are told."""
        return steps_of(self.school)

    @cached_property
    def editions(self) -> dict[tuple[int, int], Edition]:
        """The editions of those policies, by policy and number."""
        found = Edition.objects.filter(policy__in=self.minimums, number__isnull=False).defer("signer_declarations")
        return {(each.policy_id, each.number or 0): each for each in found.order_by("policy", "number")}

    @cached_property
    def newest(self) -> dict[int, Edition]:
        """The newest edition of each: the one that is signed."""
        return {policy: edition for (policy, _), edition in self.editions.items()}

    def of(self, people: Iterable[Person]) -> list[Standing]:
        """Return where some people stand, in their order: those without anything to sign as well."""
        people = list(people)
        keys = [person.pk for person in people]
        everybody = Everybody(self.school, self.today, keys)
        bound = {policy: everybody.under(policy, minimums) for policy, (_, minimums) in self.minimums.items()}
        asks = {(p, policy) for policy, rows in bound.items() for p, each in rows.items() if each.duty.asks}
        asking = {person for person, _ in asks}
        newest = self._newest(asking)
        told = self._told(asking)
        away = self._away(keys)
        found = []
        for person in people:
            clock = Clock(self.steps, self.school.days, away.get(person.pk, ()))
            things = [
                self._thing(person, policy, rows[person.pk], everybody, newest.get((person.pk, policy)), told)
                for policy, rows in bound.items()
                if (person.pk, policy) in asks
            ]
            found.append(Standing(person, clock, tuple(things)))
        return found

    def _thing(
        self,
        person: Person,
        policy: int,
        bound: Bound,
        everybody: Everybody,
        last: _Newest | None,
        told: Mapping[tuple[int, int], list[Telling]],
    ) -> Thing:
        newest = self.newest[policy]
        since, counts_from = self._since(person, policy, bound, everybody)
        standstill, was_returned = None, False
        if last is not None and last.edition == newest.pk:
            if last.signed_at and last.refused_at:
                standstill = Standstill.REFUSED
            elif last.signed_at and last.returned_at:
                was_returned = True
                returned = timezone.localdate(last.returned_at)
                since, counts_from = max(since, returned), max(counts_from, returned)
            elif last.declined_at:
                standstill = Standstill.DECLINED
        if self.started is not None:
            since, counts_from = max(since, self.started), max(counts_from, self.started)
        of_it = [*told.get((person.pk, policy), ()), *told.get((person.pk, EVERYTHING), ())]
        tellings = tuple(each for each in of_it if each.day >= counts_from)
        is_again = bound.signature is not None and bound.signature.edition != newest.number
        return Thing(
            policy, newest, bound.duty.due_date, Asked(policy, since, tellings), is_again, standstill, was_returned
        )

    def _since(
        self, person: Person, policy: int, bound: Bound, everybody: Everybody
    ) -> tuple[datetime.date, datetime.date]:
        """Return since when something is asked, and from when on what was told of it counts."""
        if bound.counts and bound.signature is not None:  # asked by the year
            notice = everybody.rule.notice(bound.duty.due_date)
            return notice, bound.signature.date
        minimum = self.minimums[policy][1][bound.kind]
        edition = self.editions[policy, minimum.edition]
        published = timezone.localdate(edition.published_at) if edition.published_at else self.today
        since, counts_from = max(edition.effective_date or published, published), published
        if bound.signature is None:
            role = max(
                (starts for kind, starts in everybody.roles.get(person.pk, ()) if kind == bound.kind),
                default=self.today,
            )
            since, counts_from = max(since, role), max(counts_from, role)
        else:  # a renewal that comes before the edition is due
            since = min(since, max(everybody.rule.notice(bound.duty.due_date), published))
        return since, counts_from

    def _newest(self, people: set[int]) -> dict[tuple[int, int], _Newest]:
        rows = Agreement.objects.filter(person__in=people, policy__in=self.minimums).order_by("pk")
        return {
            (person, policy): _Newest(*rest)
            for person, policy, *rest in rows.values_list("person", "policy", "edition", *_Newest._fields[1:])
        }

    def _told(self, people: set[int]) -> dict[tuple[int, int], list[Telling]]:
        """Return what was told of each person's policies; an invitation asks for all of them."""
        found: defaultdict[tuple[int, int], list[Telling]] = defaultdict(list)
        zone = timezone.get_current_timezone()
        rows = Reminder.objects.filter(person__in=people).order_by("pk")
        for person, policy, at, step in rows.values_list("person", "policy", "told_at", "step"):
            found[person, policy].append(Telling(at.astimezone(zone).date(), step))
        for person, at in invitations(people).values_list("person", "asked_at"):
            found[person, EVERYTHING].append(Telling(at.astimezone(zone).date(), 0))
        return found

    def _away(self, people: Iterable[int]) -> dict[int, list[Away]]:
        found: defaultdict[int, list[Away]] = defaultdict(list)
        for person, first, last in Absence.objects.filter(person__in=people).values_list(
            "person", "from_date", "to_date"
        ):
            found[person].append(Away(first, last))
        return found


def invitations(people: Iterable[int]) -> QuerySet[Message]:
    """Return the invitations to sign that people were sent by hand, or sent themselves."""
    by_hand = Q(ticket_purpose=Ticket.Purpose.SIGN) | Q(link_path="/sign/")
    return Message.objects.filter(by_hand, person__in=people, asks=False, about__startswith="person:")


def steps_of(school: School) -> Steps:
    """Return the steps that a school has chosen."""
    return Steps(tuple(map(int, school.reminder_days.split())) or (0,), school.manager_day, school.head_day)
