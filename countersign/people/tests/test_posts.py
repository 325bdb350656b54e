import datetime

import pytest
from django.utils import timezone

from countersign.ledger.models import Entry
from countersign.people import actions
from countersign.people.models import Holding
from countersign.people.posts import holder_of
from countersign.people.tests.factories import make_administrator, make_person, make_school
from countersign.refusals import NotPermitted
from countersign.schools.models import Post

pytestmark = pytest.mark.django_db
NOW = timezone.now()
MONDAY = datetime.date(2026, 11, 23)


def test_a_new_holder_takes_over_on_a_day_and_the_old_one_stays_until_the_day_before() -> None:
    school = make_school()
    post = Post.objects.get(school=school, code="dsl")
    first, second = make_person(school, "Siân"), make_person(school, "Tom")
    actions.hold_post(post, first, from_date=datetime.date(2026, 9, 1), by=None, at=NOW)

    actions.hold_post(post, second, from_date=MONDAY, by=None, at=NOW)

    assert holder_of(school, "dsl", MONDAY - datetime.timedelta(days=1)) == first
    assert holder_of(school, "dsl", MONDAY) == second
    assert holder_of(school, "dsl", datetime.date(2026, 8, 31)) is None
    entry = Entry.objects.filter(kind="post.taken").latest("seq")
    assert entry.fields == {"post": "dsl", "from_date": "2026-11-23", "before": first.reference}


def test_taking_a_post_twice_changes_nothing() -> None:
    school = make_school()
    post, person = Post.objects.get(school=school, code="dsl"), make_person(school)
    once = actions.hold_post(post, person, from_date=MONDAY, by=None, at=NOW)

    assert actions.hold_post(post, person, from_date=MONDAY, by=None, at=NOW) == once
    assert Entry.objects.filter(kind="post.taken").count() == 1


def test_a_holder_corrected_on_the_first_day_never_held_the_post() -> None:
    school = make_school()
    post = Post.objects.get(school=school, code="dsl")
    wrong, right = make_person(school, "Tom"), make_person(school, "Siân")
    actions.hold_post(post, wrong, from_date=MONDAY, by=None, at=NOW)

    actions.hold_post(post, right, from_date=MONDAY, by=None, at=NOW)

    assert [holding.person for holding in Holding.objects.all()] == [right]


def test_a_change_before_one_already_known_is_refused() -> None:
    school = make_school()
    post = Post.objects.get(school=school, code="dsl")
    actions.hold_post(post, make_person(school), from_date=MONDAY, by=None, at=NOW)

    with pytest.raises(actions.PostTakenLater):
        actions.hold_post(post, make_person(school, "Tom"), from_date=datetime.date(2026, 9, 1), by=None, at=NOW)


def test_nobody_holds_a_post_of_another_school() -> None:
    post = Post.objects.get(school=make_school(), code="dsl")

    with pytest.raises(actions.AnotherSchool):
        actions.hold_post(post, make_person(make_school("Alder Lane")), from_date=MONDAY, by=None, at=NOW)


def test_only_administrators_of_the_school_give_posts() -> None:
    school = make_school()
    post, person = Post.objects.get(school=school, code="dsl"), make_person(school)

    for somebody in (person, make_administrator(make_school("Alder Lane"))):
        with pytest.raises(NotPermitted):
            actions.hold_post(post, person, from_date=MONDAY, by=somebody, at=NOW)


def test_somebody_leaves_a_post_at_the_end_of_a_day() -> None:
    school = make_school()
    post = Post.objects.get(school=school, code="dsl")
    holding = actions.hold_post(post, make_person(school), from_date=MONDAY, by=None, at=NOW)

    actions.leave_post(holding, to_date=MONDAY, by=make_administrator(school), at=NOW)

    assert holder_of(school, "dsl", MONDAY) is not None
    assert holder_of(school, "dsl", MONDAY + datetime.timedelta(days=1)) is None
