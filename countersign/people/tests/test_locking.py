import json
from typing import Any

import pytest
from django.utils import timezone
from pytest_django import Settings

from countersign.people.models import Person
from countersign.people.tests.factories import PASSWORD, give_account, make_administrator, make_person, make_school
from countersign.people.tests.test_sign_in import code_now, give_app
from countersign.ui.testing import PageClient

pytestmark = pytest.mark.django_db
ANSWERS = {"forename": "Aoife", "surname": "Brennan & <b>", "email": "", "kind": "staff", "from_date": "2026-09-01"}


def make_signed_in(client: PageClient) -> Person:
    """Return an administrator who signed in with password and app."""
    person = make_administrator(make_school())
    give_app(give_account(person))
    client.post("/sign-in/", {"login": person.email, "password": PASSWORD})
    client.post("/sign-in/code/", {"code": code_now()})
    return person


def leave_alone(client: PageClient, minutes: int) -> None:
    """Let time pass in which nobody uses a session."""
    session = client.session
    session["seen"] = int(timezone.now().timestamp()) - minutes * 60
    session.save()


def test_a_session_that_is_used_stays_open(client: PageClient) -> None:
    make_signed_in(client)
    for _ in range(3):
        leave_alone(client, 14)
        assert client.get("/people/").status_code == 200


def test_a_session_that_nobody_uses_locks_and_leads_back(client: PageClient) -> None:
    make_signed_in(client)
    leave_alone(client, 15)

    sent = client.get("/people/?q=Kow")
    assert sent["Location"] == "/locked/?next=%2Fpeople%2F%3Fq%3DKow"
    page = client.get(sent["Location"]).content.decode()
    assert "Oona" not in page  # nothing of what was on the screen, nor whose it was but the address
    assert "People</a>" not in page

    wrong = client.post("/locked/", {"password": "no", "next": "/people/?q=Kow"})
    assert "The password is not right" in wrong.content.decode()
    assert client.get("/people/").status_code == 302

    right = client.post("/locked/", {"password": PASSWORD, "next": "/people/?q=Kow"})
    assert right["Location"] == "/people/?q=Kow"
    assert client.get("/people/").status_code == 200


def test_a_locked_session_stays_locked_when_the_clock_is_tried(client: PageClient) -> None:
    make_signed_in(client)
    leave_alone(client, 15)
    client.get("/people/")
    leave_alone(client, 0)

    assert client.get("/people/")["Location"].startswith("/locked/")


def test_how_long_is_a_setting(client: PageClient, settings: Settings) -> None:
    settings.IDLE_MINUTES = 60
    make_signed_in(client)
    leave_alone(client, 59)

    assert client.get("/people/").status_code == 200


def test_what_somebody_typed_survives_the_lock(client: PageClient) -> None:
    make_signed_in(client)
    leave_alone(client, 20)

    locked = client.post("/people/add/", ANSWERS)
    assert "What you typed is safe" in locked.content.decode()
    assert not Person.objects.filter(forename="Aoife").exists()
    sent = locked.context["sent"]
    assert dict(json.loads(sent)) == ANSWERS
    wrong = client.post("/locked/", {"password": "no", "next": locked.context["next"], "sent": sent})
    assert wrong.context["sent"] == sent

    unlocked = client.post("/locked/", {"password": PASSWORD, "next": locked.context["next"], "sent": sent})
    assert unlocked.status_code == 200
    assert 'action="/people/add/"' in unlocked.content.decode()
    done = client.post(unlocked.context["path"], dict(unlocked.context["fields"]))
    assert done.status_code == 302
    assert Person.objects.get(forename="Aoife").surname == "Brennan & <b>"


def test_nothing_typed_is_kept_on_the_server(client: PageClient) -> None:
    make_signed_in(client)
    leave_alone(client, 20)

    client.post("/people/add/", ANSWERS)

    assert "Brennan" not in str(dict(client.session))


def test_the_lock_page_sends_to_no_other_site(client: PageClient) -> None:
    make_signed_in(client)
    for path in ("https://elsewhere.example/", "//elsewhere.example/", "javascript:alert(1)", "/\\elsewhere.example"):
        leave_alone(client, 20)
        client.get("/people/")
        answer = client.post("/locked/", {"password": PASSWORD, "next": path, "sent": "not json"})
        assert answer["Location"] == "/"


def test_guessing_at_the_lock_counts_as_guessing_at_sign_in(client: PageClient) -> None:
    make_signed_in(client)
    leave_alone(client, 20)
    client.get("/people/")

    for number in range(5):
        client.post("/locked/", {"password": f"wrong {number}"})

    assert client.post("/locked/", {"password": PASSWORD}).status_code == 429
    assert client.get("/people/")["Location"].startswith("/locked/")


def test_a_page_that_looks_for_news_by_itself_keeps_nothing_open(client: PageClient) -> None:
    make_signed_in(client)
    leave_alone(client, 10)
    before = client.session["seen"]

    client.get("/people/", headers={"HX-Request": "true"})

    assert client.session["seen"] == before


def test_a_fragment_of_a_locked_page_takes_the_whole_page_to_the_lock(client: PageClient) -> None:
    make_signed_in(client)
    leave_alone(client, 20)
    headers = {"HX-Request": "true", "HX-Current-URL": "http://testserver/people/?q=Kow"}

    answer = client.get("/people/", headers=headers)

    assert answer["HX-Redirect"].startswith("/locked/?next=http")
    right = client.post("/locked/", {"password": PASSWORD, "next": "http://testserver/people/?q=Kow"})
    assert right["Location"] == "/people/?q=Kow"


def test_a_session_is_locked_by_hand(client: PageClient) -> None:
    make_signed_in(client)

    client.post("/lock/")

    assert client.get("/people/")["Location"].startswith("/locked/")
    assert client.get("/locked/").status_code == 200
    assert client.post("/sign-out/")["Location"] == "/sign-in/"


def test_pages_for_everybody_stay_open_while_locked(client: PageClient) -> None:
    make_signed_in(client)
    leave_alone(client, 20)
    client.get("/people/")

    assert client.get("/health/").status_code == 200


def test_nobody_is_shown_a_lock_who_is_not_signed_in(client: PageClient) -> None:
    make_person(make_school())

    answer: Any = client.get("/locked/")

    assert answer["Location"].startswith("/sign-in/")
