import datetime
from typing import Any
from uuid import uuid4

import pytest
from django.utils import timezone
from hypothesis import given
from hypothesis import strategies as st

from countersign.ledger.models import Entry
from countersign.people import actions
from countersign.people.models import Person, Role
from countersign.people.names import masked, tidy
from countersign.people.sign_in import known_by
from countersign.people.tests.factories import (
    LONG_AGO,
    give_account,
    make_administrator,
    make_head,
    make_person,
    make_school,
    ticket_for,
)
from countersign.refusals import NotPermitted
from countersign.ui.testing import PageClient

pytestmark = pytest.mark.django_db
HOSTILE = [
    ("Siobhán", "O'Brien, (Jr) *"),
    ("<script>alert(1)</script>", '&amp; "quoted"'),
    ("עדי", "כהן"),
    ("Z̃̂a͜͡lgo̷̊", "é" * 50),
    ("A" * 100, "B" * 100),
    ("李", ""),
    ("=HYPERLINK(1)", "{link}"),
    ("Null", "None"),
]


def come_in(client: PageClient, person: Person) -> None:
    """Come in as somebody who took both steps."""
    client.force_login(person.account or give_account(person))
    session = client.session
    session["known_by"] = known_by("password+totp", "password and a code from an authenticator app", timezone.now())
    session.save()


def answers(**changed: Any) -> dict[str, Any]:
    given_: dict[str, Any] = {
        "forename": "Priya",
        "surname": "Nair",
        "email": "priya@mail.example",
        "kind": "staff-teaching",
        "job_title": "Class teacher, Year 3",
        "from_date_day": "30",
        "from_date_month": "11",
        "from_date_year": "2026",
    }
    return {**given_, **changed}


def test_an_administrator_adds_somebody_and_sees_them(client: PageClient) -> None:
    administrator = make_administrator(make_school())
    come_in(client, administrator)
    assert client.get("/people/add/").status_code == 200

    response = client.post("/people/add/", answers())

    person = Person.objects.get(forename="Priya")
    assert response["Location"] == f"/people/{person.public_id}/"
    page = client.get(response["Location"]).content.decode()
    assert "You added Priya Nair" in page
    role = person.roles.get()
    assert (role.kind, role.job_title, role.from_date) == (
        "staff-teaching",
        "Class teacher, Year 3",
        datetime.date(2026, 11, 30),
    )
    added = Entry.objects.filter(kind="person.added").latest("seq")
    assert added.by == administrator.reference
    assert added.personal == {"name": "Priya Nair", "email": "priya@mail.example"}
    assert "Priya" not in added.data


def test_a_wrong_answer_is_answered_with_what_to_do_and_nothing_is_lost(client: PageClient) -> None:
    come_in(client, make_administrator(make_school()))

    page = client.post(
        "/people/add/",
        answers(forename="", email="priya at home", to_date_day="1", to_date_month="1", to_date_year="2026"),
    ).content.decode()

    for words in (
        "Enter a forename",
        "Enter the whole address",
        "The last day must be the first day or later",
        "Class teacher, Year 3",
    ):
        assert words in page
    assert Person.objects.count() == 1


def test_a_staff_id_belongs_to_one_person_of_a_school(client: PageClient) -> None:
    school = make_school()
    make_person(school, "Tom", staff_id="T1")
    make_person(make_school("Alder Lane"), "Eve", staff_id="T2")
    come_in(client, make_administrator(school))

    assert (
        "Somebody else at this school has this staff ID"
        in client.post("/people/add/", answers(staff_id="T1")).content.decode()
    )
    assert client.post("/people/add/", answers(staff_id="T2")).status_code == 302


@pytest.mark.parametrize(("forename", "surname"), HOSTILE)
def test_any_name_is_kept_and_shown_as_it_is(client: PageClient, forename: str, surname: str) -> None:
    school = make_school()
    come_in(client, make_administrator(school))

    client.post("/people/add/", answers(forename=forename, surname=surname))

    person = Person.objects.get(email="priya@mail.example")
    assert (person.forename, person.surname) == (tidy(forename), tidy(surname))
    for path in ("/people/", f"/people/{person.public_id}/", f"/people/{person.public_id}/correct/"):
        page = client.get(path).content.decode()
        assert "<script>alert" not in page
    _, secret = ticket_for(person)
    assert PageClient().get(f"/i/{secret}/").status_code == 200


@given(st.text(max_size=80))
def test_tidying_a_name_twice_changes_no_more(text: str) -> None:
    once = tidy(text)

    assert tidy(once) == once
    assert "\0" not in once
    assert once == once.strip()


def test_a_name_cannot_turn_the_page_around() -> None:
    assert tidy("Eve\u202egpj.exe") == "Evegpj.exe"
    assert tidy("  Anne \t Marie\n") == "Anne Marie"
    assert tidy("e\u0301") == "\u00e9"
    assert tidy("Zoe\u200d") == "Zoe\u200d"  # joiners belong to scripts that need them


@pytest.mark.parametrize(("address", "shown"), [("priya@mail.example", "p…@mail.example"), ("x@y", "x…@y"), ("", "")])
def test_an_address_is_masked_but_for_its_first_letter(address: str, shown: str) -> None:
    assert masked(address) == shown


def test_people_are_found_by_words_of_name_address_job_and_by_role(client: PageClient) -> None:
    school = make_school()
    make_person(school, "Priya", "Nair", kind="staff-teaching", job_title="Class teacher")
    make_person(school, "Helen", "Ward", kind="governors")
    make_person(make_school("Alder Lane"), "Priya", "Elsewhere")
    come_in(client, make_administrator(school))

    def found(query: str) -> list[str]:
        return [each.person.forename for each in client.get(f"/people/?{query}").context["listed"]]

    assert found("") == ["Oona", "Priya", "Helen"]
    assert found("q=pri+nair") == ["Priya"]
    assert found("q=TEACHER") == ["Priya"]
    assert found("q=helen@mail") == ["Helen"]
    assert found("role=staff") == ["Oona", "Priya"]
    assert found("role=governors&q=ward") == ["Helen"]
    assert found("q=%25") == []
    assert found("role=nonsense&page=99") == ["Oona", "Priya", "Helen"]


def test_a_long_list_comes_in_pages(client: PageClient) -> None:
    school = make_school()
    Person.objects.bulk_create(Person(school=school, forename=f"P{number:03}", surname="Many") for number in range(120))
    come_in(client, make_administrator(school))

    assert len(client.get("/people/").context["listed"]) == 50
    page = client.get("/people/?q=many&page=3")
    assert len(page.context["listed"]) == 20
    assert "?q=many&amp;page=2" in page.content.decode()


def test_a_page_of_people_asks_the_database_little(client: PageClient, django_assert_max_num_queries: Any) -> None:
    school = make_school()
    for number in range(30):
        make_person(school, f"Person{number}")
    come_in(client, make_administrator(school))
    client.get("/people/")

    with django_assert_max_num_queries(14):
        client.get("/people/")


def test_details_are_corrected_and_the_record_says_by_whom(client: PageClient) -> None:
    school = make_school()
    administrator, person = make_administrator(school), make_person(school)
    come_in(client, administrator)
    path = f"/people/{person.public_id}/correct/"
    assert "Nadia" in client.get(path).content.decode()

    client.post(
        path, {"forename": "Nadja", "surname": "Kow", "email": "", "printed_name": "Ms Kow", "is_administrator": "on"}
    )

    person.refresh_from_db()
    assert (person.forename, person.printed_name, person.is_administrator) == ("Nadja", "Ms Kow", True)
    assert Entry.objects.get(kind="person.corrected").by == administrator.reference
    client.post(
        path, {"forename": "Nadja", "surname": "Kow", "email": "", "printed_name": "Ms Kow", "is_administrator": "on"}
    )
    assert Entry.objects.filter(kind="person.corrected").count() == 1


def test_the_last_administrator_stays_one(client: PageClient) -> None:
    administrator = make_administrator(make_school())
    come_in(client, administrator)

    page = client.post(f"/people/{administrator.public_id}/correct/", {"forename": "Oona"}).content.decode()

    assert "This is the only administrator" in page
    administrator.refresh_from_db()
    assert administrator.is_administrator


def test_a_role_is_added_and_ended(client: PageClient) -> None:
    school = make_school()
    person = make_person(school)
    come_in(client, make_administrator(school))
    add = f"/people/{person.public_id}/role/"
    assert client.get(add).status_code == 200
    governor = {"kind": "governors", "from_date_day": "1", "from_date_month": "9", "from_date_year": "2026"}

    assert client.post(add, governor).status_code == 302
    assert "has this role at that time already" in client.post(add, governor).content.decode()
    role = person.roles.get(kind="governors")
    end = f"/people/{person.public_id}/role/{role.pk}/end/"
    assert client.get(end).status_code == 200
    early = {"to_date_day": "31", "to_date_month": "8", "to_date_year": "2026"}
    assert "The last day must be the first day or later" in client.post(end, early).content.decode()
    client.post(end, {"to_date_day": "20", "to_date_month": "12", "to_date_year": "2026"})

    role.refresh_from_db()
    assert role.is_held_on(datetime.date(2026, 12, 20))
    assert not role.is_held_on(datetime.date(2026, 12, 21))
    assert Entry.objects.get(kind="role.ended").fields["to_date"] == "2026-12-20"


def test_somebody_may_come_back_to_a_role_they_had() -> None:
    person = make_person(make_school(), to_date=datetime.date(2024, 7, 31))

    actions.add_role(person, kind="staff", from_date=datetime.date(2026, 9, 1), by=None, at=timezone.now())

    assert person.kinds_on(datetime.date(2025, 1, 1)) == set()
    assert person.kinds_on(datetime.date(2026, 9, 1)) == {"staff"}


def test_the_page_of_a_person_shows_their_links_and_posts(client: PageClient) -> None:
    school = make_school()
    head = make_head(school)
    ticket_for(head)
    come_in(client, make_administrator(school))

    page = client.get(f"/people/{head.public_id}/").content.decode()

    for words in ("Headteacher, from 1 September 2020", "link sent to n…@mail.example", "Not opened"):
        assert words in page


PAGES = ["/people/", "/people/add/", "/people/import/", "/people/import/example.csv", "/messages/"]


@pytest.mark.parametrize("path", PAGES)
def test_whoever_does_not_look_after_people_finds_no_such_page(client: PageClient, path: str) -> None:
    school = make_school()
    for person in (make_person(school), make_head(school)):
        come_in(client, person)
        assert client.get(path).status_code == 404
        assert client.post(path).status_code == 404


def test_people_of_another_school_are_not_found(client: PageClient) -> None:
    other = make_person(make_school("Alder Lane"), "Eve")
    role = Role.objects.get(person=other)
    come_in(client, make_administrator(make_school()))

    for path in (
        f"/people/{other.public_id}/",
        f"/people/{other.public_id}/correct/",
        f"/people/{other.public_id}/role/",
        f"/people/{other.public_id}/role/{role.pk}/end/",
        f"/people/{uuid4()}/",
    ):
        assert client.get(path).status_code == 404, path
        assert client.post(path, answers()).status_code == 404, path
    for path in (f"/messages/invite/{other.public_id}/", f"/messages/sign-in/{other.public_id}/"):
        assert client.post(path).status_code == 404, path


def test_a_role_of_somebody_else_is_not_ended_under_another_name(client: PageClient) -> None:
    school = make_school()
    one, other = make_person(school), make_person(school, "Tom")
    come_in(client, make_administrator(school))

    assert client.get(f"/people/{one.public_id}/role/{other.roles.get().pk}/end/").status_code == 404


def test_actions_refuse_what_the_pages_do_not_offer() -> None:
    school = make_school()
    person, stranger = make_person(school), make_administrator(make_school("Alder Lane"))
    role = person.roles.get()
    now = timezone.now()
    for by in (person, stranger):
        with pytest.raises(NotPermitted):
            actions.add_person(school, forename="X", by=by, at=now)
        with pytest.raises(NotPermitted):
            actions.add_role(person, kind="governors", from_date=LONG_AGO, by=by, at=now)
        with pytest.raises(NotPermitted):
            actions.end_role(role, to_date=LONG_AGO, by=by, at=now)
        with pytest.raises(NotPermitted):
            actions.correct_person(
                person, forename="X", surname="", email="", staff_id="", printed_name="", by=by, at=now
            )
        with pytest.raises(NotPermitted):
            actions.take_off_second_step(person, by=by, at=now)
