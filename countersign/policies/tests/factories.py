"""Schools, people and drafts for tests, reached as people reach them where an action exists."""

from datetime import date, timedelta
from typing import Any, TypeVar

from django.test import Client
from django.utils import timezone

from countersign.ledger.actions import open_chain
from countersign.people.models import Account, Holding, Person, Role
from countersign.people.sign_in import known_by
from countersign.policies import actions
from countersign.policies.models import Edition, Part, Policy
from countersign.schools.models import Post, School
from countersign.schools.posts import STARTING_POSTS

C = TypeVar("C", bound=Client)
TODAY = date(2026, 11, 23)


def make_school(name: str = "Fernhill Primary School") -> School:
    school = School.objects.create(
        name=name, chain=open_chain(name), opened_at=timezone.now(), set_up_at=timezone.now()
    )
    Post.objects.bulk_create(
        Post(school=school, code=post.code, title=post.title, may_countersign=post.may_countersign, position=place)
        for place, post in enumerate(STARTING_POSTS)
    )
    return school


def make_person(
    school: School, forename: str = "Ann", surname: str = "Bell", *, kind: str = "staff", is_administrator: bool = False
) -> Person:
    person = Person.objects.create(school=school, forename=forename, surname=surname, is_administrator=is_administrator)
    Role.objects.create(person=person, kind=kind, from_date=date(2020, 9, 1))
    return person


def make_administrator(school: School) -> Person:
    return make_person(school, "Oona", "Marsh", is_administrator=True)


def sign_in(client: C, person: Person) -> C:
    """Sign in as somebody, who gets an account for it."""
    if person.account is None:
        person.account = Account.objects.create(email=f"person-{person.pk}@mail.example", password="!")
        person.save(update_fields=["account"])
    client.force_login(person.account)
    session = client.session
    session["known_by"] = known_by("password+totp", "password and a code from an authenticator app", timezone.now())
    session.save()
    return client


def put_in_post(person: Person, code: str, *, since: date = date(2020, 9, 1)) -> None:
    Holding.objects.create(post=Post.objects.get(school=person.school, code=code), person=person, from_date=since)


def make_draft(school: School, *clauses: str, by: Person | None = None, **details: Any) -> Edition:
    policy = Policy.objects.create(school=school, title="Acceptable Use Policy", made_at=timezone.now())
    defaults = {"title": "Acceptable Use Policy", "audience": ["staff", "governors"], "signature_fields": ["Name"]}
    draft = Edition.objects.create(policy=policy, drafted_at=timezone.now(), drafted_by=by, **{**defaults, **details})
    Part.objects.create(edition=draft, position=1, kind=Part.Kind.SECTION, text="What am I agreeing to?")
    for place, text in enumerate(clauses or ("I keep my password to myself.",), 1):
        Part.objects.create(edition=draft, position=place + 1, kind=Part.Kind.CLAUSE, number=str(place), text=text)
    return draft


def publish(draft: Edition, by: Person, **details: Any) -> Edition:
    defaults: dict[str, Any] = {
        "effective_date": TODAY,
        "review_date": TODAY + timedelta(days=365),
        "is_material": True,
        "change_summary": "Passwords are changed after a breach.",
    }
    return actions.publish(draft, by=by, **{**defaults, **details})
