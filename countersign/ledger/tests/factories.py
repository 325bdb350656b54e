"""Chains, events and ways to tamper with them."""

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from django.db import transaction

from countersign.ledger import actions
from countersign.ledger.checkpoints import checkpoint
from countersign.ledger.events import ContentHash, Event, Personal, PersonalFields
from countersign.ledger.models import Chain, Entry

NOON = datetime(2026, 11, 23, 12, 0, tzinfo=UTC)


@dataclass(frozen=True)
class LessonSigned(Event):
    """A person signed something in a test."""

    kind = "test.signed"
    edition: str
    name: Personal
    shown: ContentHash | None = None
    answers: PersonalFields | None = None
    opened: list[str] | None = None


@dataclass(frozen=True)
class LessonEnded(Event):
    """Something in a test ended."""

    kind = "test.ended"
    count: int
    because: str | None
    at_noon: datetime = NOON


@dataclass(frozen=True)
class Somebody:
    """Whoever did it."""

    reference: str = "person:3f0c"


@dataclass(frozen=True)
class School:
    """What has a chain."""

    chain_id: int

    @property
    def chain(self) -> Chain:
        return Chain.objects.get(pk=self.chain_id)


def make_school(name: str = "Alder Lane Primary School") -> School:
    return School(actions.open_chain(name).pk)


def sign(
    school: School, name: str = "Rosalind Achterberg", *, page: bytes = b"<p>Clause 1</p>", minute: int = 0
) -> Entry:
    with transaction.atomic():
        event = LessonSigned(
            subject="agreement:11",
            edition="4",
            name=name,
            shown=actions.keep(page, "text/html"),
            answers={"Job title": "Teacher", "Date": "23/11/2026"},
            opened=["Online Safety Policy"],
        )
        return actions.record(event, school=school, by=Somebody(), at=NOON + timedelta(minutes=minute))[0]


def end(school: School, count: int = 1) -> Entry:
    with transaction.atomic():
        return actions.record(LessonEnded("agreement:11", count, None), school=school, by=None, at=NOON)[0]


def make_history(schools: int = 2, entries: int = 7) -> list[School]:
    """Return schools with entries under checkpoints, and one entry each that no checkpoint covers yet."""
    made = [make_school(f"School {number}") for number in range(schools)]
    for number in range(entries):
        for school in made:
            sign(school, f"Person {number}", page=b"<p>Edition %d</p>" % (number // 4), minute=number)
            end(school, number)
        if number % 3 == 2:
            checkpoint(NOON + timedelta(minutes=number))
    return made
