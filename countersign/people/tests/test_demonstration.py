from uuid import uuid4

import pytest

from countersign.people.models import Person
from countersign.people.tests.factories import make_administrator, make_head, make_person, make_school
from countersign.schools.models import School
from countersign.ui.testing import PageClient

pytestmark = pytest.mark.django_db


def offer(person: Person, note: str = "Approves agreements") -> Person:
    person.demonstration_note = note
    person.save()
    return person


def test_a_visitor_looks_around_as_one_of_the_people_offered(client: PageClient) -> None:
    school = make_school(is_demonstration=True)
    head, administrator = offer(make_head(school)), offer(make_administrator(school))
    make_person(school, "Hidden", "Person")

    page = client.get("/demonstration/").content.decode()
    assert "Jane Lowther" in page
    assert "headteacher" in page
    assert "Hidden" not in page

    assert client.post("/demonstration/", {"person": str(head.public_id)})["Location"] == "/"
    client.post("/demonstration/", {"person": str(administrator.public_id)})
    assert client.get("/people/").status_code == 200
    assert client.session["demonstration"]["known_by"]["method"] == "demonstration"
    client.post("/sign-out/")
    assert client.get("/people/").status_code == 302


def test_only_people_offered_can_be_chosen(client: PageClient) -> None:
    school = make_school(is_demonstration=True)
    hidden = make_administrator(school)

    for wrong in (str(hidden.public_id), str(uuid4()), "nonsense", ""):
        assert client.post("/demonstration/", {"person": wrong}).status_code == 404


def test_there_is_no_such_page_where_a_school_is_real(client: PageClient) -> None:
    person = offer(make_administrator(make_school()))

    assert client.get("/demonstration/").status_code == 404
    assert client.post("/demonstration/", {"person": str(person.public_id)}).status_code == 404


def test_there_is_no_such_page_beside_a_real_school(client: PageClient) -> None:
    make_school("A real school")
    person = offer(make_administrator(make_school("Shown", is_demonstration=True)))

    assert client.post("/demonstration/", {"person": str(person.public_id)}).status_code == 404


def test_a_visit_ends_when_the_school_becomes_real(client: PageClient) -> None:
    school = make_school(is_demonstration=True)
    person = offer(make_administrator(school))
    client.post("/demonstration/", {"person": str(person.public_id)})

    School.objects.update(is_demonstration=False)

    assert client.get("/people/")["Location"].startswith("/sign-in/")


def test_whoever_comes_to_a_demonstration_is_asked_as_whom_they_look_around(client: PageClient) -> None:
    person = offer(make_administrator(make_school(is_demonstration=True)))

    asked = client.get("/people/?q=marsh")
    assert asked["Location"] == "/demonstration/?next=%2Fpeople%2F%3Fq%3Dmarsh"
    assert client.get(asked["Location"]).status_code == 200
    for path, leads in [("/people/?q=marsh", "/people/?q=marsh"), ("https://elsewhere.example/", "/")]:
        assert client.post("/demonstration/", {"person": str(person.public_id), "next": path})["Location"] == leads
