import pytest
from django.utils import timezone

from countersign.ledger.models import Entry
from countersign.people.joining import NoAddress, SignInFirst, join
from countersign.people.models import Account, Ticket
from countersign.people.tests.factories import (
    PASSWORD,
    give_account,
    make_administrator,
    make_person,
    make_school,
    ticket_for,
)
from countersign.people.views.invitation import to_sign
from countersign.ui.testing import PageClient

pytestmark = pytest.mark.django_db
JOIN = Ticket.Purpose.JOIN


def test_an_invited_person_makes_an_account_with_a_password(client: PageClient) -> None:
    person = make_person(make_school(), email="Nadia.Kow@Mail.example")
    _, secret = ticket_for(person, JOIN)

    response = client.post(f"/i/{secret}/", {"way": "password", "password": PASSWORD})

    person.refresh_from_db()
    assert person.account is not None
    assert person.account.email == "nadia.kow@mail.example"
    assert response["Location"] == to_sign()
    assert client.session["known_by"]["method"] == "password"
    assert "link sent to" in client.session["known_by"]["detail"]
    assert Entry.objects.get(kind="account.made").by == person.reference


def test_a_refused_password_leaves_the_ticket_open(client: PageClient) -> None:
    person = make_person(make_school())
    ticket, secret = ticket_for(person, JOIN)

    for weak in ("", "short", "Password123!", "qwertyuiop", "nadia2026nadia"):
        page = client.post(f"/i/{secret}/", {"way": "password", "password": weak})
        assert page.status_code == 200
        assert "There is a problem" in page.content.decode()

    ticket.refresh_from_db()
    assert ticket.used_at is None
    assert not Account.objects.exists()


def test_choosing_nothing_is_answered_with_what_to_do(client: PageClient) -> None:
    _, secret = ticket_for(make_person(make_school()), JOIN)

    assert "Choose how you will sign in" in client.post(f"/i/{secret}/", {}).content.decode()


def test_somebody_who_chooses_a_passkey_is_led_to_make_it(client: PageClient) -> None:
    person = make_person(make_school())
    _, secret = ticket_for(person, JOIN)

    response = client.post(f"/i/{secret}/", {"way": "passkey"})

    assert response["Location"] == "/sign-in/mine/passkeys/add/"
    assert client.session["known_by"]["method"] == "ticket"
    assert client.get(response["Location"]).status_code == 200
    assert not Account.objects.get().has_usable_password()


def test_an_administrator_who_joins_must_set_up_the_second_step(client: PageClient) -> None:
    _, secret = ticket_for(make_administrator(make_school()), JOIN)

    response = client.post(f"/i/{secret}/", {"way": "password", "password": PASSWORD})

    assert response["Location"] == "/sign-in/second-step/"
    assert client.get("/people/")["Location"] == "/sign-in/second-step/?next=%2Fpeople%2F"


def test_a_link_for_a_new_password_ends_the_sessions_of_the_old_one(client: PageClient) -> None:
    person = make_person(make_school())
    account = give_account(person)
    thief = PageClient()
    thief.force_login(account)
    _, secret = ticket_for(person, JOIN)

    client.post(f"/i/{secret}/", {"way": "password", "password": "meadow trumpet saddle"})

    assert client.get("/sign-in/mine/").status_code == 200
    assert thief.get("/sign-in/mine/").status_code == 302
    assert Entry.objects.filter(kind="account.password-chosen").count() == 1


def test_nobody_joins_without_an_address_to_sign_in_with() -> None:
    person = make_person(make_school(), email="")
    ticket, secret = ticket_for(person, JOIN)

    with pytest.raises(NoAddress):
        join(secret, password=PASSWORD, at=timezone.now())
    ticket.refresh_from_db()
    assert ticket.used_at is None  # all or nothing


def test_another_school_takes_no_account_over(client: PageClient) -> None:
    """An administrator who could read the link must not choose the password of another school's person."""
    account = give_account(make_person(make_school(), "Priya", "Nair"))
    there = make_person(make_school("Alder Lane"), "Priya", "Nair")
    _, secret = ticket_for(there, JOIN)

    with pytest.raises(SignInFirst):
        join(secret, password="meadow trumpet saddle", at=timezone.now())
    assert client.get(f"/i/{secret}/")["Location"].startswith("/sign-in/?next=")

    client.force_login(account)
    assert client.get(f"/i/{secret}/").status_code == 200
    client.post(f"/i/{secret}/", {"answer": "me"})
    there.refresh_from_db()
    assert there.account == account
    account.refresh_from_db()
    assert account.check_password(PASSWORD)
