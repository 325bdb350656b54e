import datetime
import re
from collections.abc import Iterator

import pytest
from django.utils import timezone
from pytest_django import Settings

from countersign.ledger.models import Entry
from countersign.notices import actions, faults, jobs
from countersign.notices.models import Message
from countersign.notices.tests.smtp import Mailbox, mail_server
from countersign.people.models import Person, Ticket
from countersign.people.tests.factories import give_account, make_administrator, make_person, make_school
from countersign.people.tickets import find_ticket
from countersign.ui.testing import PageClient

pytestmark = pytest.mark.django_db
NOW = timezone.now()


@pytest.fixture
def mailbox(settings: Settings) -> Iterator[Mailbox]:
    with mail_server() as (box, port):
        settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", port
        settings.EMAIL_USE_TLS = False
        settings.DEFAULT_FROM_EMAIL = "Fernhill <office@fernhill.example>"
        settings.ADDRESS = "https://aup.fernhill.example"
        yield box


def make_invited(email: str = "nadia@mail.example") -> Person:
    school = make_school()
    person = make_person(school, "Nadia", "Kow", email=email)
    actions.invite(person, by=make_administrator(school), at=NOW)
    return person


def later(**by: int) -> datetime.datetime:
    return NOW + datetime.timedelta(**by)


def secret_in(mailbox: Mailbox) -> str:
    found = re.search(r"https://aup\.fernhill\.example/i/([\w-]+)/", mailbox.text())
    assert found
    return found[1]


def test_an_invitation_leaves_as_mail_with_a_link_that_works(mailbox: Mailbox, client: PageClient) -> None:
    person = make_invited()
    assert not Ticket.objects.exists()  # made only as the message leaves

    assert jobs.deliver_due(later(seconds=1)) == 1

    assert mailbox.recipients == ["nadia@mail.example"]
    mail = mailbox.mails[0]
    assert mail["Subject"] == "Please read and sign: Fernhill Primary School"
    assert mail["Auto-Submitted"] == "auto-generated"
    assert mail["Message-ID"].endswith("@fernhill.example>")
    secret = secret_in(mailbox)
    ticket = find_ticket(secret)
    assert ticket is not None
    assert (ticket.person, ticket.channel) == (person, "link sent to n…@mail.example")
    assert ticket.made_by is not None
    assert client.get(f"/i/{secret}/").status_code == 200


def test_the_secret_of_a_link_is_kept_nowhere(mailbox: Mailbox) -> None:
    make_invited()
    jobs.deliver_due(later(seconds=1))
    secret = secret_in(mailbox)

    kept = [str(row) for model in (Message, Ticket, Entry) for row in model.objects.values_list()]
    assert not any(secret in row for row in kept)


def test_a_message_leaves_once(mailbox: Mailbox) -> None:
    make_invited()

    assert jobs.deliver_due(later(seconds=1)) == 1
    assert jobs.deliver_due(later(hours=1)) == 0
    assert len(mailbox.mails) == 1
    assert Message.objects.get().state == "Sent"


def test_a_mail_names_nobody_but_its_reader(mailbox: Mailbox) -> None:
    make_invited()
    jobs.deliver_due(later(seconds=1))

    for word in ("Oona", "Marsh", "Kow"):
        assert word not in mailbox.mails[0].as_string()


def test_somebody_with_an_account_is_sent_to_sign_in_and_no_ticket_is_made(mailbox: Mailbox) -> None:
    person = make_invited()
    give_account(person)  # after the invitation was asked for

    jobs.deliver_due(later(seconds=1))

    assert "https://aup.fernhill.example/sign/" in mailbox.text()
    assert not Ticket.objects.exists()


def test_an_address_the_server_refuses_is_given_up_and_shown(mailbox: Mailbox, client: PageClient) -> None:
    make_invited()
    mailbox.answers["nadia@mail.example"] = "550 5.1.1 No such user here"

    assert jobs.deliver_due(later(seconds=1)) == 0

    message = Message.objects.get()
    assert message.state == "Could not be sent"
    assert message.fault == "The mail server refused the address: 5.1.1 No such user here"
    mailbox.answers.clear()
    assert jobs.deliver_due(later(days=1)) == 0


def test_a_passing_fault_is_tried_again_with_more_and_more_time_between(mailbox: Mailbox) -> None:
    make_invited()
    mailbox.answers["nadia@mail.example"] = "451 4.3.0 Try again later"

    jobs.deliver_due(later(seconds=1))
    message = Message.objects.get()
    assert (message.state, message.tries) == ("Trying again", 1)
    assert jobs.deliver_due(later(seconds=50)) == 0
    assert Message.objects.get().tries == 1

    now, waits = later(seconds=1), []
    while Message.objects.get().given_up_at is None:
        wait = Message.objects.get().next_try_at
        assert wait is not None
        waits.append(wait - now)
        now = wait
        jobs.deliver_due(now)
    assert waits == sorted(waits)
    assert "did not take it" in Message.objects.get().fault


def test_after_a_passing_fault_the_message_arrives_with_the_newest_link(mailbox: Mailbox, client: PageClient) -> None:
    make_invited()
    mailbox.on_data = "452 4.2.2 Mailbox full"
    jobs.deliver_due(later(seconds=1))
    mailbox.on_data = ""

    assert jobs.deliver_due(later(minutes=2)) == 1

    assert client.get(f"/i/{secret_in(mailbox)}/").status_code == 200
    assert Message.objects.get().fault == ""


def test_a_mail_that_is_refused_as_a_whole_is_given_up(mailbox: Mailbox) -> None:
    make_invited()
    mailbox.on_data = "554 5.7.1 Looks like spam"

    jobs.deliver_due(later(seconds=1))

    assert Message.objects.get().fault == "The mail server refused it: 5.7.1 Looks like spam"


def test_a_server_that_does_not_answer_costs_no_message(settings: Settings) -> None:
    settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", 9  # nobody listens there
    make_invited()

    assert jobs.deliver_due(later(seconds=1)) == 0

    message = Message.objects.get()
    assert (message.tries, message.given_up_at) == (0, None)
    assert message.fault.startswith("The mail server did not answer")
    assert not Ticket.objects.exists()
    with mail_server() as (box, port):
        settings.EMAIL_PORT, settings.EMAIL_USE_TLS = port, False
        assert jobs.deliver_due(later(minutes=10)) == 1
        assert len(box.mails) == 1


def test_somebody_without_an_address_is_shown_as_not_reached(mailbox: Mailbox) -> None:
    make_invited(email="")

    jobs.deliver_due(later(seconds=1))

    assert Message.objects.get().fault == faults.NO_ADDRESS


@pytest.mark.parametrize("address", ["o'brien@mail.example", "nadia+aup@mail.example", "ná@mail.example"])
def test_unusual_addresses_neither_stop_the_others_nor_the_worker(mailbox: Mailbox, address: str) -> None:
    school = make_school()
    administrator = make_administrator(school)
    actions.invite(make_person(school, "One", email=address), by=administrator, at=NOW)
    actions.invite(make_person(school, "Two", email="two@mail.example"), by=administrator, at=NOW)

    jobs.deliver_due(later(seconds=1))

    assert "two@mail.example" in mailbox.recipients
    assert not Message.objects.due(later(seconds=2)).exists()


def test_a_demonstration_never_sends_mail(mailbox: Mailbox) -> None:
    school = make_school(is_demonstration=True)
    actions.invite(make_person(school), by=make_administrator(school), at=NOW)

    assert jobs.deliver_due(later(seconds=1)) == 0
    assert mailbox.mails == []


def test_old_messages_do_not_pour_out_when_mail_is_set_up_late(mailbox: Mailbox) -> None:
    make_invited()

    assert jobs.deliver_due(later(days=8)) == 0
    assert "longer than a week" in Message.objects.get().fault


def test_no_more_than_the_limit_leave_at_once(mailbox: Mailbox) -> None:
    school = make_school()
    administrator = make_administrator(school)
    actions.invite_many(
        [make_person(school, f"P{n}", email=f"p{n}@mail.example") for n in range(5)], by=administrator, at=NOW
    )

    assert jobs.deliver_due(later(seconds=1), limit=3) == 3
    assert jobs.deliver_due(later(seconds=2), limit=3) == 2
