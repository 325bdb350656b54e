"""
Who has not signed and why, what was done about it, and what comes next.

Worked out for a page of people in a few statements. It is what a school shows who asks what it did about somebody.
"""

import datetime
from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cached_property

from django.db.models import Q
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from countersign.agreements.asking import Asking, Standing, Standstill, Thing, invitations
from countersign.agreements.models import Reading, Reminder
from countersign.agreements.reminding import To
from countersign.notices.models import Message
from countersign.people import kept
from countersign.people.models import Person, Ticket
from countersign.policies.models import Policy


@dataclass(frozen=True)
class Telling:
    """One time that something was asked of somebody, or somebody else was told: when, how, and what came of it."""

    at: datetime.datetime
    policies: tuple[str, ...]
    step: int | None  # None: an invitation by hand, or an announcement
    told: Person
    channel: str
    message: Message | None
    opened_at: datetime.datetime | None = None

    @property
    def channel_in_words(self) -> str:
        """How it was told, in the reader's language."""
        return kept.in_words(self.channel)


@dataclass(frozen=True)
class Missing:
    """One person who has something to sign, with why it is not signed, and what comes next."""

    standing: Standing
    today: datetime.date
    times: int
    last_at: datetime.datetime | None
    opened: bool
    bounced: Message | None
    runs: bool

    @property
    def person(self) -> Person:
        """Who it is."""
        return self.standing.person

    @property
    def things(self) -> tuple[Thing, ...]:
        """What they are to sign, what is due first before the rest."""
        return tuple(sorted(self.standing.things, key=lambda each: (each.due_date, each.edition.title)))

    @property
    def is_late(self) -> bool:
        """Whether the last day of something is over."""
        return any(each.due_date < self.today for each in self.things)

    @cached_property
    def codes(self) -> list[str]:
        """Why it is not signed, as the export keeps it: what somebody has to do something about first."""
        found = []
        standstills = {each.standstill for each in self.things}
        if Standstill.DECLINED in standstills:
            found.append("declined")
        if Standstill.REFUSED in standstills:
            found.append("not-countersigned")
        if any(each.was_returned for each in self.things):
            found.append("returned")
        if self.standing.clock.is_away(self.today):
            found.append("away")
        if not self.person.email:
            found.append("no-address")
        elif self.bounced:
            found.append("mail-does-not-arrive")
        if not self.times:
            found.append("not-asked")
        else:
            found.append("opened" if self.opened else "not-opened")
        return found

    @property
    def why(self) -> list[str]:
        """Why it is not signed, in words."""
        words = {
            "declined": _("Declined to sign"),
            "not-countersigned": _("Signed, and not countersigned"),
            "returned": _("Returned with a question"),
            "away": _("Away: reminders stand still"),
            "no-address": _("No address on file"),
            "mail-does-not-arrive": _("Mail does not arrive"),
            "not-asked": _("Not asked yet"),
            "opened": _("Opened"),
            "not-opened": _("Not opened"),
        }
        said = [words[code] for code in self.codes]
        if self.times:
            said.insert(-1, ngettext("Asked once", "Asked %(n)s times", self.times) % {"n": self.times})
        return said

    @cached_property
    def next(self) -> tuple[datetime.date, int, To] | None:
        """What is told next, on which day and to whom, if nothing is signed."""
        if not self.runs:
            return None
        coming = [
            found
            for each in self.standing.to_ask
            if (found := self.standing.clock.next(each.asked, self.today)) is not None
        ]
        if not coming:
            return None
        day, step = min(coming)
        return day, step, self.standing.clock.steps.to(step)

    @property
    def next_words(self) -> str:
        """What comes next, in words."""
        if self.next is None:
            if any(each.standstill for each in self.things):
                return _("For the school to talk about")
            return _("Nothing by itself")
        day, _step, to = self.next
        told = {
            To.SIGNER: _("A reminder on %(day)s"),
            To.MANAGER: _("Their line manager is told on %(day)s"),
            To.HEAD: _("The headteacher is told on %(day)s"),
        }
        return told[to] % {"day": date_format(day, "j F Y")}


def missing_of(asking: Asking, people: Iterable[Person], *, runs: bool) -> list[Missing]:
    """Return of some people what they have not signed and why, without those who have signed everything."""
    standings = [each for each in asking.of(people) if each.things]
    keys = [each.person.pk for each in standings]
    tellings = tellings_of(keys)
    bounced = _bounced(keys)
    found = []
    for standing in standings:
        counted = {telling.day for each in standing.things for telling in each.asked.told}
        asked = [
            each
            for each in tellings.get(standing.person.pk, [])
            if each.told.pk == standing.person.pk and timezone.localdate(each.at) in counted
        ]
        found.append(
            Missing(
                standing,
                asking.today,
                times=len(asked),
                last_at=asked[-1].at if asked else None,
                opened=any(each.opened_at for each in asked),
                bounced=bounced.get(standing.person.pk),
                runs=runs,
            )
        )
    return found


def tellings_of(people: Iterable[int], *, policy: Policy | None = None) -> dict[int, list[Telling]]:
    """Return what was asked of people and told about them, the oldest first, with what came of each."""
    people = list(people)
    found: defaultdict[int, list[Telling]] = defaultdict(list)
    rows = (
        Reminder.objects.filter(person__in=people).select_related("policy", "told", "message").order_by("told_at", "pk")
    )
    if policy is not None:
        rows = rows.filter(policy=policy)
    together: dict[tuple[int, int, datetime.datetime], list[Reminder]] = {}
    for row in rows:
        together.setdefault((row.person_id, row.told_id, row.told_at), []).append(row)
    for (person, _told, at), of_it in together.items():
        first = of_it[0]
        found[person].append(
            Telling(
                at,
                tuple(sorted({row.policy.title for row in of_it})),
                max(row.step for row in of_it),
                first.told,
                first.channel,
                first.message,
            )
        )
    for message in invitations(people).select_related("person"):
        channel = kept.mail_to(message.person.email)
        found[message.person_id].append(Telling(message.asked_at, (), None, message.person, channel, message))
    opened = _opened(people)
    return {
        person: _with_opening(sorted(of_person, key=lambda each: each.at), opened.get(person, []))
        for person, of_person in found.items()
    }


def _with_opening(tellings: list[Telling], opened: list[datetime.datetime]) -> list[Telling]:
    """Return what was told with when it was opened: the first time before the next telling."""
    found = []
    for place, each in enumerate(tellings):
        until = tellings[place + 1].at if place + 1 < len(tellings) else None
        first = next((at for at in opened if at >= each.at and (until is None or at < until)), None)
        found.append(each if first is None else Telling(**{**vars(each), "opened_at": first}))
    return found


def _opened(people: Iterable[int]) -> dict[int, list[datetime.datetime]]:
    """Return when people opened a link, or a page for signing was shown to them."""
    found: defaultdict[int, list[datetime.datetime]] = defaultdict(list)
    tickets = Ticket.objects.filter(person__in=people, purpose=Ticket.Purpose.SIGN, opened_at__isnull=False)
    for person, at in tickets.values_list("person", "opened_at"):
        if at is not None:
            found[person].append(at)
    for person, first, last in Reading.objects.filter(person__in=people).values_list(
        "person", "first_shown_at", "last_shown_at"
    ):
        found[person] += [first, last]
    return {person: sorted(moments) for person, moments in found.items()}


def _bounced(people: Iterable[int]) -> Mapping[int, Message]:
    """Return the newest message to each that a mail server had to do with, where it would not take it."""
    newest: dict[int, Message] = {}
    done = Message.objects.filter(Q(sent_at__isnull=False) | Q(given_up_at__isnull=False), person__in=people)
    for message in done.order_by("asked_at", "pk"):
        newest[message.person_id] = message
    return {person: message for person, message in newest.items() if message.given_up_at}
