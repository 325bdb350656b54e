"""People are told of a new edition once each, whatever happens to the worker."""

from datetime import timedelta

import pytest
from django.utils import timezone

from countersign.agreements.announcing import announce, announce_due
from countersign.agreements.impact import impact_of
from countersign.agreements.models import Announcement
from countersign.agreements.tests import factories as make
from countersign.agreements.tests.reading import make_linked, put_into_library
from countersign.ledger.models import Entry
from countersign.notices.models import Message
from countersign.people.models import Account, Person
from countersign.policies.actions import new_draft, withdraw
from countersign.policies.models import Edition
from countersign.policies.tests.factories import publish

pytestmark = pytest.mark.django_db


def make_next(edition: Edition, by: Person, **details: object) -> Edition:
    draft = new_draft(edition.policy, by=by)
    return publish(draft, by, **{"effective_date": timezone.localdate(), **details})


def make_told_school() -> tuple[Person, Edition, dict[str, Person]]:
    """Return a head, a second edition that only staff must sign again, and one person of each fate."""
    school, head = make.make_headed_school()
    first = make.make_edition(school, head, audience=["staff", "governors"])
    people = {
        "again": make.make_signer(school, "Nadia"),
        "first": make.make_signer(school, "Sam"),
        "told": make.make_signer(school, "Ines", kind="governors"),
        "nobody": make.make_signer(school, "Vic", kind="visitors"),
    }
    for name in ("again", "told"):
        make.sign(people[name], first)
    second = make_next(first, head, told_only=["governors"], change_summary="Passwords are longer {link}.")
    return head, second, people


def told_of(edition: Edition) -> dict[str, str]:
    found = Message.objects.filter(about=edition.reference).select_related("person")
    return {message.person.forename: message.subject for message in found}


def test_each_is_told_what_the_edition_means_to_them_and_publishing_tells_nobody() -> None:
    _, edition, people = make_told_school()
    last_day = people["again"].school.last_day_to_sign(timezone.localdate())
    assert told_of(edition) == {}

    announce_due(timezone.now())

    told = told_of(edition)
    assert told.pop("Oona").startswith("Please read and sign by ")  # the head has not signed
    assert told == {
        "Nadia": f"Please sign again by {last_day:%-d %B %Y}: Fernhill Primary School",
        "Sam": f"Please read and sign by {last_day:%-d %B %Y}: Fernhill Primary School",
        "Ines": "A policy has changed: Fernhill Primary School",
    }
    text = Message.objects.get(person=people["told"], about=edition.reference).text
    assert "Passwords are longer ." in text
    assert text.count("{link}") == 1
    kept = Entry.objects.filter(kind="person.told-of-edition", subject=people["again"].reference).get()
    assert (kept.fields["must_sign"], kept.fields["last_day"]) == (True, last_day.isoformat())


def test_whoever_cannot_sign_in_gets_a_ticket_for_signing_and_a_public_page_for_reading() -> None:
    _, edition, people = make_told_school()
    Person.objects.filter(pk=people["first"].pk).update(account=Account.objects.create(email="sam@mail.example"))

    announce_due(timezone.now())

    def link(name: str) -> tuple[str, str]:
        message = Message.objects.get(person=people[name], about=edition.reference)
        return message.link_path, message.ticket_purpose

    assert link("again") == ("", "sign")
    assert link("first") == (f"/sign/{edition.public_id}/", "")
    assert link("told") == (f"/policies/{edition.policy.public_id}/", "")


def test_a_worker_that_died_is_followed_by_one_that_tells_the_rest_and_nobody_twice() -> None:
    _, edition, _ = make_told_school()
    now = timezone.now()

    announce(edition, now, size=2)
    some = set(told_of(edition))
    assert 0 < len(some) < 4
    Announcement.objects.update(last_person=0)  # as if how far it came were lost
    announce_due(now)
    announce_due(now)

    assert Message.objects.filter(about=edition.reference).count() == len(told_of(edition)) == 4
    assert Announcement.objects.get(edition=edition).finished_at == now


def test_nobody_is_told_by_itself_of_a_first_edition() -> None:
    school, head = make.make_headed_school()
    edition = make.make_edition(school, head)

    assert announce_due(timezone.now()) == 0
    assert told_of(edition) == {}


def test_whoever_signed_meanwhile_and_whoever_left_is_not_told() -> None:
    _, edition, people = make_told_school()
    make.sign(people["again"], edition)
    yesterday = timezone.localdate() - timedelta(days=1)
    people["first"].roles.update(to_date=yesterday)

    announce_due(timezone.now())

    assert set(told_of(edition)) == {"Ines", "Oona"}


def test_of_an_edition_that_was_replaced_or_withdrawn_nobody_is_told_any_more() -> None:
    head, second, _ = make_told_school()
    third = make_next(second, head)
    announce_due(timezone.now())
    assert told_of(second) == {}
    assert len(told_of(third)) == 4

    fourth = make_next(third, head)
    withdraw(fourth.policy, reason="Another policy took its place.", by=head)
    announce_due(timezone.now())
    assert told_of(fourth) == {}


def test_nobody_is_told_to_sign_what_is_only_read() -> None:
    school, head = make.make_headed_school()
    edition = put_into_library(make_linked(school), head)
    make.make_signer(school)
    second = make_next(edition, head)

    announce_due(timezone.now())

    assert told_of(second) == {}
    today, draft = timezone.localdate(), new_draft(edition.policy, by=head)
    assert not impact_of(draft, effective_date=today, told_only=(), today=today).groups
