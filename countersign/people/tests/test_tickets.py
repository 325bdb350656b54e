import datetime
import re
import threading
from urllib.parse import urlencode

import pytest
from django.db import connection, connections
from django.urls import reverse
from django.utils import timezone

from countersign.ledger.models import Entry
from countersign.people.models import Account, Ticket
from countersign.people.tests.factories import (
    PASSWORD,
    give_account,
    make_administrator,
    make_head,
    make_person,
    make_school,
    ticket_for,
)
from countersign.people.tickets import PRESSED_AGAIN, TicketClosed, hash_of, make_ticket, use_ticket
from countersign.people.views.invitation import to_sign
from countersign.ui.testing import PageClient


def sign_in_first() -> str:
    return f"/sign-in/?{urlencode({'next': to_sign()})}"


pytestmark = pytest.mark.django_db


def test_only_the_hash_of_a_secret_is_kept() -> None:
    ticket, secret = ticket_for(make_person(make_school()))

    assert ticket.secret_sha256 == hash_of(secret)
    assert len(secret) >= 43
    stored = [str(value) for row in Ticket.objects.values_list() for value in row]
    stored += list(Entry.objects.values_list("data", flat=True))
    assert not any(secret in value for value in stored)


def test_looking_at_a_link_uses_nothing_up(client: PageClient) -> None:
    ticket, secret = ticket_for(make_person(make_school()))

    for _ in range(3):  # a mail scanner, then the person
        assert client.get(f"/i/{secret}/").status_code == 200
    client.head(f"/i/{secret}/")

    ticket.refresh_from_db()
    assert ticket.used_at is None
    assert ticket.opened_at is not None


def test_an_invitation_says_whom_it_is_for_who_invited_and_what_happens(client: PageClient) -> None:
    school = make_school()
    make_head(school)
    administrator = make_administrator(school)
    person = make_person(school, "Priya", "Nair", job_title="Class teacher")
    _, secret = make_ticket(person, "sign", channel="link sent to p…@mail.example", by=administrator, at=timezone.now())

    page = client.get(f"/i/{secret}/").content.decode()

    head = "Jane Lowther, headteacher"
    for words in ("Welcome, <bdi>Priya</bdi>", "Priya Nair", "class teacher", "Oona Marsh", head):
        assert words in page


def test_the_page_of_a_link_passes_its_address_on_to_nobody(client: PageClient) -> None:
    _, secret = ticket_for(make_person(make_school()))

    response = client.get(f"/i/{secret}/")

    assert response["Referrer-Policy"] == "no-referrer"
    assert "no-store" in response["Cache-Control"]


def test_pressing_the_button_uses_the_link_up_and_begins_a_session(client: PageClient) -> None:
    person = make_person(make_school())
    ticket, secret = ticket_for(person)
    client.get(f"/i/{secret}/")
    before = client.session.session_key

    response = client.post(f"/i/{secret}/", {"answer": "me"})

    assert response["Location"] == to_sign()
    ticket.refresh_from_db()
    assert ticket.used_at is not None
    assert client.session.session_key != before
    known_by = client.session["ticket"]["known_by"]
    assert known_by["method"] == "ticket"
    assert known_by["detail"] == "single-use link sent to n…@mail.example"
    assert secret not in str(dict(client.session))
    used = Entry.objects.get(kind="ticket.used")
    assert used.by == person.reference


def test_a_form_from_another_site_uses_no_link_up(client: PageClient) -> None:
    ticket, secret = ticket_for(make_person(make_school()))

    response = client.post(f"/i/{secret}/", {"answer": "me"}, headers={"Sec-Fetch-Site": "cross-site"})

    assert response.status_code == 403
    ticket.refresh_from_db()
    assert ticket.used_at is None


def test_a_browser_that_hides_where_a_form_comes_from_may_press_the_button() -> None:
    _, secret = ticket_for(make_person(make_school()))
    strict = PageClient(enforce_csrf_checks=True)

    response = strict.post(
        f"/i/{secret}/", {"answer": "me"}, headers={"Origin": "null", "Sec-Fetch-Site": "same-origin"}
    )

    assert response.status_code == 302


def test_a_link_opened_in_two_tabs_works_in_both_of_one_browser(client: PageClient) -> None:
    _, secret = ticket_for(make_person(make_school()))

    first = client.post(f"/i/{secret}/", {"answer": "me"})
    second = client.post(f"/i/{secret}/", {"answer": "me"})
    again = client.get(f"/i/{secret}/")

    assert first["Location"] == second["Location"] == again["Location"] == to_sign()
    assert Entry.objects.filter(kind="ticket.used").count() == 1


def test_a_used_link_opens_nothing_in_another_browser(client: PageClient) -> None:
    _, secret = ticket_for(make_person(make_school()))
    client.post(f"/i/{secret}/", {"answer": "me"})
    other = PageClient()

    response = other.post(f"/i/{secret}/", {"answer": "me"})

    assert response.status_code == 410
    assert "works only once" in response.content.decode()
    assert "ticket" not in other.session


def mark_of(page: str) -> str:
    """Return the mark that the page of a link bears: another at each look."""
    found = re.search(r'name="page" value="([^"]+)"', page)
    assert found
    return found[1]


def test_a_button_whose_answer_was_lost_may_be_pressed_again_from_the_same_page() -> None:
    person = make_person(make_school())
    _, secret = ticket_for(person)
    form = {"answer": "me", "page": mark_of(PageClient().get(f"/i/{secret}/").content.decode())}
    PageClient().post(f"/i/{secret}/", form)  # a double click: the browser never sees this answer, nor its cookie
    again = PageClient()

    assert again.post(f"/i/{secret}/", form)["Location"] == to_sign()
    assert again.session["ticket"]["person"] == person.pk
    assert Entry.objects.filter(kind="ticket.used").count() == 1


@pytest.mark.parametrize("what", ["another page", "no page", "a guess", "too late", "a new link"])
def test_nothing_else_presses_a_used_links_button_again(what: str) -> None:
    person = make_person(make_school())
    ticket, secret = ticket_for(person)
    looked, used = (mark_of(PageClient().get(f"/i/{secret}/").content.decode()) for _ in range(2))
    PageClient().post(f"/i/{secret}/", {"answer": "me", "page": used})
    if what == "too late":
        Ticket.objects.filter(pk=ticket.pk).update(used_at=timezone.now() - PRESSED_AGAIN)
    if what == "a new link":
        Ticket.objects.filter(pk=ticket.pk).update(replaced_at=timezone.now())
    given = {"another page": looked, "no page": "", "a guess": "\u0645" * 2000}.get(what, used)
    other = PageClient()

    assert other.post(f"/i/{secret}/", {"answer": "me", "page": given}).status_code == 410
    assert "ticket" not in other.session


def test_an_expired_link_says_until_when_it_worked_and_offers_another(client: PageClient) -> None:
    ticket, secret = ticket_for(make_person(make_school()))
    Ticket.objects.filter(pk=ticket.pk).update(expires_at=timezone.now() - datetime.timedelta(minutes=1))

    response = client.get(f"/i/{secret}/")

    assert response.status_code == 410
    assert "It worked until" in response.content.decode()
    assert reverse("notices:ask_again") in response.content.decode()
    assert client.post(f"/i/{secret}/").status_code == 410


def test_a_new_link_closes_the_one_before(client: PageClient) -> None:
    person = make_person(make_school())
    _, old = ticket_for(person)
    _, new = ticket_for(person)

    assert "Only the newest one works" in client.get(f"/i/{old}/").content.decode()
    assert client.get(f"/i/{new}/").status_code == 200


def test_an_unknown_link_tells_nothing(client: PageClient) -> None:
    make_person(make_school())

    response = client.get("/i/not-a-secret/")

    assert response.status_code == 404
    assert "We do not know this link" in response.content.decode()
    assert client.post("/i/not-a-secret/").status_code == 404


def test_a_link_that_reached_somebody_else_can_be_closed_by_them(client: PageClient) -> None:
    person = make_person(make_school())
    ticket, secret = ticket_for(person)

    response = client.post(f"/i/{secret}/", {"answer": "not-me"})

    assert "Nobody can use it any more" in response.content.decode()
    assert Entry.objects.get(kind="ticket.turned-away").subject == person.reference
    assert client.post(f"/i/{secret}/", {"answer": "me"}).status_code == 410
    ticket.refresh_from_db()
    assert ticket.used_at is None


def test_a_link_leads_somebody_who_has_an_account_to_sign_in(client: PageClient) -> None:
    person = make_person(make_school())
    _, secret = ticket_for(person)
    give_account(person)

    for answer in (client.get(f"/i/{secret}/"), client.post(f"/i/{secret}/", {"answer": "me"})):
        assert answer["Location"] == sign_in_first()
    assert "ticket" not in client.session


def test_what_a_link_opened_ends_once_the_person_has_an_account(client: PageClient) -> None:
    person = make_person(make_school())
    _, secret = ticket_for(person)
    client.post(f"/i/{secret}/", {"answer": "me"})
    give_account(person)

    assert client.get("/link-ended/")["Location"] == sign_in_first()


def test_what_a_link_opened_ends_after_two_hours(client: PageClient) -> None:
    _, secret = ticket_for(make_person(make_school()))
    client.post(f"/i/{secret}/", {"answer": "me"})
    session = client.session
    session["ticket"] = {**session["ticket"], "until": timezone.now().isoformat()}
    session.save()

    response = client.get("/sign-in/mine/", follow=True)

    assert "Your link has ended" in response.content.decode()


def test_a_bearer_may_open_only_the_pages_meant_for_bearers(client: PageClient) -> None:
    _, secret = ticket_for(make_administrator(make_school()))
    client.post(f"/i/{secret}/", {"answer": "me"})

    response = client.get("/people/")

    assert response["Location"] == "/sign-in/?next=/people/"


def test_a_ticket_to_sign_makes_no_account(client: PageClient) -> None:
    person = make_person(make_school())
    _, secret = ticket_for(person)

    client.post(f"/i/{secret}/", {"way": "password", "password": PASSWORD})

    assert not Account.objects.exists()


@pytest.mark.django_db(transaction=True)
def test_a_ticket_pressed_by_many_at_once_is_used_once() -> None:
    _, secret = ticket_for(make_person(make_school()))
    won: list[Ticket] = []
    lost: list[TicketClosed] = []
    gate = threading.Barrier(6)

    def press() -> None:
        try:
            gate.wait(10)
            won.append(use_ticket(secret, at=timezone.now()))
        except TicketClosed as closed:
            lost.append(closed)
        finally:
            connection.close()

    presses = [threading.Thread(target=press) for _ in range(6)]
    for each in presses:
        each.start()
    for each in presses:
        each.join()
    connections.close_all()

    assert (len(won), len(lost)) == (1, 5)
    assert Entry.objects.filter(kind="ticket.used").count() == 1
