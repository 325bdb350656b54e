"""Schools and people for tests, reached by the actions where there is one."""

import datetime
from typing import Any

from django.utils import timezone

from countersign.ledger.actions import open_chain
from countersign.people import actions
from countersign.people.models import Account, Person, Ticket
from countersign.people.tickets import make_ticket
from countersign.schools.models import Post, School
from countersign.schools.posts import STARTING_POSTS

PASSWORD = "violet harbour lantern"
LONG_AGO = datetime.date(2020, 9, 1)


def make_school(name: str = "Fernhill Primary School", *, is_demonstration: bool = False) -> School:
    now = timezone.now()
    school = School.objects.create(
        name=name, chain=open_chain(name), opened_at=now, set_up_at=now, is_demonstration=is_demonstration
    )
    Post.objects.bulk_create(
        Post(school=school, code=post.code, title=post.title, may_countersign=post.may_countersign, position=place)
        for place, post in enumerate(STARTING_POSTS)
    )
    return school


def make_person(school: School, forename: str = "Nadia", surname: str = "Kow", **details: Any) -> Person:
    details.setdefault("kind", "staff")
    details.setdefault("from_date", LONG_AGO)
    details.setdefault("by", None)
    details.setdefault("at", timezone.now())
    details.setdefault("email", f"{forename.lower()}@mail.example" if forename.isascii() and forename.isalpha() else "")
    return actions.add_person(school, forename=forename, surname=surname, **details)


def make_administrator(school: School, forename: str = "Oona", surname: str = "Marsh") -> Person:
    return make_person(school, forename, surname, is_administrator=True)


def make_head(school: School) -> Person:
    head = make_person(school, "Jane", "Lowther", job_title="Headteacher")
    actions.hold_post(
        Post.objects.get(school=school, code="headteacher"), head, from_date=LONG_AGO, by=None, at=timezone.now()
    )
    return head


def give_account(person: Person, password: str = PASSWORD) -> Account:
    account = Account.objects.create_user(person.email, password)
    person.account = account
    person.save(update_fields=["account"])
    return account


def ticket_for(person: Person, purpose: str = Ticket.Purpose.SIGN) -> tuple[Ticket, str]:
    """Return a ticket as a message that left would have made it."""
    return make_ticket(person, purpose, channel="link sent to n…@mail.example", by=None, at=timezone.now())
