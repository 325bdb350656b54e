import importlib
from datetime import date

import pytest
from django.apps import apps

from countersign.ledger.models import Entry
from countersign.people.models import Holding, Person
from countersign.policies.tests.factories import make_administrator, make_person, make_school, put_in_post, sign_in
from countersign.refusals import NotPermitted
from countersign.schools.models import Post, School
from countersign.setup import actions
from countersign.setup.answers import Rule
from countersign.ui.testing import PageClient

migration = importlib.import_module("countersign.schools.migrations.0006_count_days_to_sign_in_school_days")


@pytest.fixture
def administrator(db: None) -> Person:
    return make_administrator(make_school())


@pytest.fixture
def client() -> PageClient:
    return PageClient()


@pytest.fixture
def page(client: PageClient, administrator: Person) -> PageClient:
    return sign_in(client, administrator)


def test_the_school_page_shows_posts_and_holders(page: PageClient, administrator: Person) -> None:
    put_in_post(make_person(administrator.school, "Emma", "Ashby"), "dsl")

    text = page.get("/school/").content.decode()
    assert "Emma Ashby" in text
    assert "Nobody yet" in text


def test_only_administrators_know_the_school_page(client: PageClient, administrator: Person) -> None:
    sign_in(client, make_person(administrator.school))

    for path in ("/school/", "/school/name/", "/school/rule/", "/school/posts/new/", "/school/posts/dsl/"):
        assert client.get(path).status_code == 404


def test_the_numbers_that_authorities_know_a_school_by_are_kept(page: PageClient) -> None:
    page.post("/school/name/", {"name": "Fernhill", "web_address": "", "urn": "123456", "ukprn": "10012345"})

    assert Entry.objects.get(kind="school.changed").fields["urn"] == "123456"
    assert "123456; 10012345" in page.get("/school/").content.decode()


@pytest.mark.parametrize(
    ("given", "sentence"),
    [
        ({"urn": "12345"}, "A URN has six numbers, like 123456"),
        ({"ukprn": "20012345"}, "A UKPRN has eight numbers and begins with 1, like 10012345"),
    ],
)
def test_a_number_that_is_none_is_refused(page: PageClient, given: dict[str, str], sentence: str) -> None:
    answer = page.post("/school/name/", {"name": "Fernhill", "web_address": "", **given})

    assert sentence in answer.content.decode()
    assert not Entry.objects.filter(kind="school.changed").exists()


def test_the_name_is_changed_and_recorded(page: PageClient) -> None:
    page.post("/school/name/", {"name": "Fernhill Academy", "web_address": ""})

    assert School.objects.get().name == "Fernhill Academy"
    assert Entry.objects.get(kind="school.changed").fields["name"] == "Fernhill Academy"


def test_the_rule_is_changed(page: PageClient) -> None:
    page.post("/school/rule/", {"yearly": "anniversary", "days_to_sign": "21", "grace_days": "7"})

    school = School.objects.get()
    assert (school.renewal_month, school.days_to_sign, school.grace_days) == (None, 21, 7)


def test_a_new_holder_takes_the_post_and_the_one_before_leaves_the_day_before(
    page: PageClient, administrator: Person
) -> None:
    put_in_post(make_person(administrator.school, "Emma", "Ashby"), "dsl", since=date(2024, 9, 1))
    page.post(
        "/school/posts/dsl/holder/",
        {"person": "", "name": "Mr Arun Sharma", "email": "", "from_date": "2026-11-01"},
    )

    before, now = Holding.objects.order_by("from_date")
    assert before.to_date == date(2026, 10, 31)
    assert (now.person.printed_name, now.to_date) == ("Mr Arun Sharma", None)


def test_a_post_of_the_school_s_own_can_be_named_in_texts(page: PageClient, administrator: Person) -> None:
    page.post("/school/posts/new/", {"title": "Premises manager", "code": "premises-manager"})
    assert Post.objects.filter(code="premises-manager").exists()

    again = page.post("/school/posts/new/", {"title": "Premises manager", "code": "premises-manager"})
    assert "has a post with this short name already" in again.content.decode()


def test_the_last_post_that_countersigns_goes_on_countersigning(administrator: Person) -> None:
    head = Post.objects.get(code="headteacher")

    with pytest.raises(actions.NobodyCountersigns):
        actions.change_post(head, title="Headteacher", may_countersign=False, by=administrator)


def test_only_administrators_of_the_same_school_change_it(administrator: Person) -> None:
    stranger = make_administrator(make_school("Moorside School"))

    with pytest.raises(NotPermitted):
        actions.change_rule(administrator.school, Rule(), by=stranger)
    with pytest.raises(NotPermitted):
        actions.change_details(administrator.school, name="x", web_address="", by=stranger)


@pytest.mark.parametrize(("days", "school_days"), [(14, 10), (21, 15), (30, 22), (7, 5), (1, 1), (365, 60)])
def test_days_to_sign_of_before_are_counted_in_school_days_and_are_not_fewer(
    administrator: Person, days: int, school_days: int
) -> None:
    School.objects.update(days_to_sign=days)

    migration.count_in_school_days(apps, None)

    assert School.objects.get().days_to_sign == school_days
