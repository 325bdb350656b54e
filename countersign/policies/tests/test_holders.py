import datetime
from datetime import date, timedelta
from typing import Any

import pytest
from django.utils import timezone

from countersign.notices.actions import send
from countersign.notices.models import Message
from countersign.people import actions as people
from countersign.people.models import Person
from countersign.policies import holders
from countersign.policies.clauses import posts_on, sections_for
from countersign.policies.holders import tell_of_holders, wanting_holders, without_holder
from countersign.policies.models import Edition
from countersign.policies.tests.factories import (
    make_administrator,
    make_draft,
    make_person,
    make_school,
    publish,
    put_in_post,
)
from countersign.schools.models import Post

pytestmark = pytest.mark.django_db


@pytest.fixture
def administrator() -> Person:
    return make_administrator(make_school())


def make_bound(administrator: Person, count: int = 3) -> list[Person]:
    bound = [make_person(administrator.school, f"P{place}") for place in range(count)]
    for person in bound:
        person.email = f"p{person.pk}@mail.example"
        person.save(update_fields=["email"])
    return bound


def make_edition(administrator: Person, *clauses: str) -> Edition:
    put_in_post(make_person(administrator.school, "Tom", "Reed"), "dsl")
    edition = publish(make_draft(administrator.school, *(clauses or ("I tell {post:dsl}.",))), administrator)
    assert tell_of_holders(noon(timezone.localdate())) == 0  # what an edition printed from the beginning is no news
    return edition


def hold(administrator: Person, person: Person, code: str = "dsl", *, since: date | None = None) -> None:
    post = Post.objects.get(school=administrator.school, code=code)
    day = since or timezone.localdate()
    people.hold_post(post, person, from_date=day, by=administrator, at=timezone.now())


def noon(day: date) -> datetime.datetime:
    return timezone.make_aware(datetime.datetime.combine(day, datetime.time(12)))


def words_on(edition: Edition, day: date) -> str:
    return "".join(each.text for each in sections_for(edition, None, day)[0].items[0].segments)


def test_a_new_holder_prints_from_the_day_and_people_bound_are_told_once_on_that_day(administrator: Person) -> None:
    bound = make_bound(administrator)
    edition = make_edition(administrator)
    starts = timezone.localdate() + timedelta(days=40)
    hold(administrator, make_person(administrator.school, "Siân", "Howells"), since=starts)

    assert "Tom Reed" in words_on(edition, starts - timedelta(days=1))
    assert "Siân Howells" in words_on(edition, starts)
    assert tell_of_holders(noon(starts - timedelta(days=1))) == 0
    assert tell_of_holders(noon(starts)) == 3
    assert tell_of_holders(noon(starts + timedelta(days=1))) == 0
    assert {message.person for message in Message.objects.all()} == set(bound)
    message = Message.objects.all()[0]
    assert "Howells" not in message.subject + message.text
    assert "- designated safeguarding lead" in message.text
    assert message.link_path == f"/policies/{edition.policy.public_id}/"


def test_a_post_that_no_policy_prints_is_no_news(administrator: Person) -> None:
    make_bound(administrator)
    make_edition(administrator)
    hold(administrator, make_person(administrator.school, "Siân"), "dpo")

    assert tell_of_holders(noon(timezone.localdate())) == 0


def test_several_new_holders_are_one_message(administrator: Person) -> None:
    make_bound(administrator, 2)
    make_edition(administrator, "I tell {post:dsl} or {post:dpo}.")
    hold(administrator, make_person(administrator.school, "Siân"))
    hold(administrator, make_person(administrator.school, "Una"), "dpo")

    assert tell_of_holders(noon(timezone.localdate())) == 2
    assert Message.objects.count() == 2


def test_a_worker_that_dies_between_batches_goes_on_and_tells_nobody_twice(
    administrator: Person, monkeypatch: pytest.MonkeyPatch
) -> None:
    make_bound(administrator, 5)
    make_edition(administrator)
    hold(administrator, make_person(administrator.school, "Siân"))
    monkeypatch.setattr(holders, "BATCH", 2)
    sent: list[int] = []

    def dies_at_the_fourth(*arguments: Any, **details: Any) -> Message:
        sent.append(1)
        if len(sent) == 4:
            raise RuntimeError("killed")
        return send(*arguments, **details)

    monkeypatch.setattr(holders, "send", dies_at_the_fourth)
    assert tell_of_holders(noon(timezone.localdate())) == 2
    with pytest.raises(RuntimeError):
        tell_of_holders(noon(timezone.localdate()))
    told = [tell_of_holders(noon(timezone.localdate())) for _ in range(3)]
    assert told == [2, 1, 0]
    assert Message.objects.values("person").distinct().count() == Message.objects.count() == 5


def test_only_those_bound_are_told(administrator: Person) -> None:
    [bound] = make_bound(administrator, 1)
    parent = make_person(administrator.school, "Kate", kind="parents")
    Person.objects.filter(pk=parent.pk).update(email="kate@mail.example")
    make_edition(administrator)
    hold(administrator, make_person(administrator.school, "Siân"))

    tell_of_holders(noon(timezone.localdate()))
    assert [message.person for message in Message.objects.all()] == [bound]


def test_an_empty_post_is_known_wherever_it_prints_and_prints_its_title_to_signers(administrator: Person) -> None:
    edition = publish(make_draft(administrator.school, "I tell {post:dsl}."), administrator)
    today = timezone.localdate()

    assert without_holder(edition, posts_on(administrator.school.pk, today)) == [
        ("dsl", "Designated safeguarding lead")
    ]
    assert wanting_holders(administrator.school, today) == {"dsl": [edition.title]}
    assert words_on(edition, today) == "I tell the designated safeguarding lead."


def test_a_holder_corrected_on_the_same_day_is_told_once(administrator: Person) -> None:
    make_bound(administrator, 1)
    make_edition(administrator)
    hold(administrator, make_person(administrator.school, "Siân"))
    hold(administrator, make_person(administrator.school, "Una"))

    assert tell_of_holders(noon(timezone.localdate())) == 1
