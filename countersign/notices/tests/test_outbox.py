import datetime

import pytest
from django.db import transaction
from django.utils import timezone
from pytest_django import Settings

from countersign.ledger.models import Entry
from countersign.notices import actions
from countersign.notices.models import Message
from countersign.people.models import Ticket
from countersign.people.second_step import has_second_step
from countersign.people.tests.factories import give_account, make_administrator, make_person, make_school, ticket_for
from countersign.people.tests.test_directory import come_in
from countersign.people.tests.test_sign_in import give_app
from countersign.refusals import NotPermitted
from countersign.ui.testing import PageClient

pytestmark = pytest.mark.django_db


def test_without_mail_an_administrator_reads_the_link_and_the_record_says_so(client: PageClient) -> None:
    school = make_school()
    administrator, person = make_administrator(school), make_person(school)
    come_in(client, administrator)

    sent = client.post(f"/messages/invite/{person.public_id}/")
    message = Message.objects.get()
    assert sent["Location"] == f"/messages/{message.pk}/"
    page = client.get(sent["Location"]).content.decode()
    assert "Hello Nadia" in page
    assert "the link is made when the message leaves" in page
    assert not Ticket.objects.exists()

    shown = client.post(sent["Location"])
    link = shown.context["link"]

    ticket = Ticket.objects.get()
    assert ticket.channel == "link read by Oona Marsh on the outbox page, no mail server"
    assert Entry.objects.get(kind="message.link-shown").by == administrator.reference
    other = PageClient()
    path = link.removeprefix("http://testserver")
    assert other.get(path).status_code == 200
    other.post(path, {"answer": "me"})
    assert other.session["ticket"]["known_by"]["detail"].startswith("single-use link read by Oona Marsh")
    assert link not in client.get(sent["Location"]).content.decode()  # shown only once
    assert "Link shown" in client.get("/messages/").content.decode()


def test_where_mail_works_nobody_who_sends_obtains_the_link(client: PageClient, settings: Settings) -> None:
    settings.EMAIL_HOST = "mail.fernhill.example"
    school = make_school()
    administrator, person = make_administrator(school), make_person(school)
    come_in(client, administrator)
    client.post(f"/messages/invite/{person.public_id}/")
    path = f"/messages/{Message.objects.get().pk}/"

    assert "Show the link" not in client.get(path).content.decode()
    refused = client.post(path, follow=True)

    assert "goes to the person’s own mailbox" in refused.content.decode()
    assert not Ticket.objects.exists()


def test_somebody_without_an_address_is_handed_the_link_even_where_mail_works(
    client: PageClient, settings: Settings
) -> None:
    settings.EMAIL_HOST = "mail.fernhill.example"
    school = make_school()
    come_in(client, make_administrator(school))
    person = make_person(school, email="")
    client.post(f"/messages/invite/{person.public_id}/")

    client.post(f"/messages/{Message.objects.get().pk}/")

    assert Ticket.objects.get().channel == "link read by Oona Marsh on the outbox page, no address on file"


def test_messages_of_another_school_are_not_found(client: PageClient) -> None:
    other = make_school("Alder Lane")
    message = actions.invite(make_person(other), by=make_administrator(other), at=timezone.now())
    come_in(client, make_administrator(make_school()))

    assert client.get(f"/messages/{message.pk}/").status_code == 404
    assert client.post(f"/messages/{message.pk}/").status_code == 404
    assert "No messages yet" in client.get("/messages/").content.decode()


def test_only_administrators_invite_and_read_links() -> None:
    school = make_school()
    administrator, person = make_administrator(school), make_person(school)
    message = actions.invite(person, by=administrator, at=timezone.now())

    for by in (person, make_administrator(make_school("Alder Lane"))):
        with pytest.raises(NotPermitted):
            actions.invite(person, by=by, at=timezone.now())
        with pytest.raises(NotPermitted):
            actions.show_link(message, by=by, at=timezone.now())
        with pytest.raises(NotPermitted):
            actions.send_way_to_sign_in(person, by=by, at=timezone.now())


def test_a_double_click_invites_once(client: PageClient) -> None:
    school = make_school()
    person = make_person(school)
    come_in(client, make_administrator(school))

    client.post(f"/messages/invite/{person.public_id}/")
    twice = client.post(f"/messages/invite/{person.public_id}/", follow=True)

    assert "was sent a link a few minutes ago" in twice.content.decode()
    assert Message.objects.count() == 1


def test_somebody_without_a_role_is_not_invited(client: PageClient) -> None:
    school = make_school()
    person = make_person(school, to_date=datetime.date(2024, 7, 31))
    come_in(client, make_administrator(school))

    page = client.post(f"/messages/invite/{person.public_id}/", follow=True).content.decode()

    assert "has no role at the school today" in page
    assert not Message.objects.exists()


def test_everybody_not_yet_asked_is_invited_at_once(client: PageClient) -> None:
    school = make_school()
    administrator = make_administrator(school)
    asked = make_person(school, "Asked")
    for name in ("One", "Two"):
        make_person(school, name)
    make_person(school, "Gone", to_date=datetime.date(2024, 7, 31))
    make_person(make_school("Alder Lane"), "Elsewhere")
    actions.invite(asked, by=administrator, at=timezone.now())
    come_in(client, administrator)

    page = client.post("/messages/invite/", follow=True).content.decode()

    assert "You invited 2 people" in page
    assert set(Message.objects.values_list("person__forename", flat=True)) == {"Asked", "One", "Two"}
    assert "Everybody has been asked before" in client.post("/messages/invite/", follow=True).content.decode()


def test_whoever_has_an_old_link_is_sent_a_new_one_to_the_address_on_file(client: PageClient) -> None:
    person = make_person(make_school())
    ticket, secret = ticket_for(person)
    Ticket.objects.filter(pk=ticket.pk).update(expires_at=timezone.now())

    page = client.post("/messages/new-link/", {"secret": secret}).content.decode()

    assert "Look in your mail" in page
    message = Message.objects.get()
    assert (message.person, message.asked_by, message.ticket_purpose) == (person, None, "sign")
    client.post("/messages/new-link/", {"secret": secret})
    assert Message.objects.count() == 1  # not again so soon


def test_whoever_names_an_address_learns_nothing_of_it(client: PageClient) -> None:
    make_person(make_school(), email="nadia@mail.example")

    known = client.post("/messages/new-link/", {"email": "NADIA@mail.example"})
    unknown = client.post("/messages/new-link/", {"email": "nobody@mail.example"})

    assert known.content == unknown.content
    assert Message.objects.count() == 1


def test_asking_for_a_link_makes_no_account_and_needs_an_address(client: PageClient) -> None:
    make_school()

    assert client.get("/messages/new-link/").status_code == 200
    assert "Enter your e-mail address" in client.post("/messages/new-link/", {"email": ""}).content.decode()
    assert client.post("/messages/new-link/", {"secret": "unknown"}).status_code == 200
    assert client.post("/messages/new-link/", {"ended": "1"}).status_code == 200


def test_one_place_cannot_ask_for_links_without_end(client: PageClient) -> None:
    school = make_school()
    for number in range(40):
        make_person(school, f"P{number}", email=f"p{number}@mail.example")

    for number in range(40):
        client.post("/messages/new-link/", {"email": f"p{number}@mail.example"})

    assert Message.objects.count() == 30


def test_whoever_lost_the_phone_gets_a_new_way_in_and_no_old_session_stays(client: PageClient) -> None:
    school = make_school()
    person = make_person(school)
    account = give_account(person)
    give_app(account)
    lost = PageClient()
    come_in(lost, person)
    come_in(client, make_administrator(school))
    assert "The phone is lost" in client.get(f"/people/{person.public_id}/").content.decode()

    client.post(f"/messages/sign-in/{person.public_id}/", {"without_second_step": "1"})

    assert not has_second_step(account)
    assert lost.get("/sign-in/mine/").status_code == 302
    assert Entry.objects.filter(kind="account.second-step-taken-off").count() == 1
    assert Message.objects.get().ticket_purpose == "join"


def test_a_shared_account_is_not_opened_by_one_of_its_schools(client: PageClient) -> None:
    school = make_school()
    person = make_person(school)
    account = give_account(person)
    give_app(account)
    elsewhere = make_person(make_school("Alder Lane"))
    elsewhere.account = account
    elsewhere.save()
    come_in(client, make_administrator(school))

    refused = client.post(f"/messages/sign-in/{person.public_id}/", {"without_second_step": "1"}, follow=True)
    assert "You may not do this" in refused.content.decode()
    assert has_second_step(account)
    assert not Message.objects.exists()
    client.post(f"/messages/sign-in/{person.public_id}/")
    client.post(f"/messages/{Message.objects.get().pk}/")

    assert not Ticket.objects.exists()


def test_a_message_is_written_with_its_transaction_or_not_at_all() -> None:
    person = make_person(make_school())

    def fail() -> None:
        with transaction.atomic():
            actions.send(person, about="x", subject="A", text="{link}", asked_by=None, at=timezone.now())
            raise RuntimeError

    with pytest.raises(RuntimeError):
        fail()
    assert not Message.objects.exists()
    message = actions.send(
        person, about="x", subject="A\nBcc: b@x.example", text="{link}", asked_by=None, at=timezone.now()
    )
    assert message.subject == "A Bcc: b@x.example"


def test_a_day_begins_at_local_midnight_for_whoever_is_invited() -> None:
    school = make_school()
    administrator, person = make_administrator(school), make_person(school)
    person.roles.update(from_date=datetime.date(2027, 7, 2))
    after_midnight = datetime.datetime(2027, 7, 1, 23, 30, tzinfo=datetime.UTC)

    assert actions.invite(person, by=administrator, at=after_midnight).person == person
    with pytest.raises(actions.NobodyToInvite):
        actions.invite(person, by=administrator, at=after_midnight - datetime.timedelta(hours=1))
