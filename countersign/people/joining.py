"""Making an account by a claim ticket: the ticket is used up and the account is there, or neither."""

import datetime

from django.db import transaction

from countersign.ledger.actions import record
from countersign.people.events import AccountMade, PasswordChosen
from countersign.people.models import Account, Person, Ticket
from countersign.people.tickets import TicketClosed, use_ticket
from countersign.refusals import Refused
from countersign.words import later as _


class NoAddress(Refused):
    """An account for somebody whose address we do not know."""

    message = _(
        "There is no e-mail address for you on file. Ask the school to add one: it is the name you sign in with."
    )


class AddressTaken(Refused):
    """An address that another person of the same school signs in with."""

    message = _(
        "Somebody else at this school signs in with this address. Ask the school to put your own address on file."
    )


class SignInFirst(Refused):
    """An address with which somebody signs in at another school already."""

    message = _(
        "You sign in with this address at another school already. Sign in there first, then open this link again."
    )


@transaction.atomic
def join(secret: str, *, password: str | None, at: datetime.datetime) -> tuple[Account, Ticket]:
    """
    Use a ticket up to make an account, or to choose a new password for the one there is.

    No password means that a passkey follows at once.
    """
    ticket, person = _use_to_join(secret, at)
    event: AccountMade | PasswordChosen
    if person.account:
        account = person.account
        event = PasswordChosen(subject=person.reference, channel=ticket.channel)
    else:
        if not person.email:
            raise NoAddress
        if known := account_elsewhere(person):
            raise AddressTaken if known.persons.filter(school=person.school).exists() else SignInFirst
        account = Account.objects.create_user(person.email)
        person.account = account
        person.save(update_fields=["account"])
        event = AccountMade(subject=person.reference, with_password=password is not None)
    account.set_password(password)
    account.save(update_fields=["password"])
    record(event, school=person.school, by=person, at=at)
    return account, ticket


@transaction.atomic
def join_with(account: Account, secret: str, *, at: datetime.datetime) -> Person:
    """Use a ticket up to sign in at one more school with the account somebody is signed in with."""
    _, person = _use_to_join(secret, at)
    if person.account_id or account_elsewhere(person) != account:
        raise TicketClosed
    if account.persons.filter(school=person.school).exists():
        raise AddressTaken
    person.account = account
    person.save(update_fields=["account"])
    record(AccountMade(subject=person.reference, with_password=False), school=person.school, by=person, at=at)
    return person


def account_elsewhere(person: Person) -> Account | None:
    """Return the account that another person signs in with by this person's address."""
    return None if person.account_id else Account.objects.filter(email=person.email.lower()).first()


def _use_to_join(secret: str, at: datetime.datetime) -> tuple[Ticket, Person]:
    ticket = use_ticket(secret, at=at)
    if ticket.purpose != Ticket.Purpose.JOIN:
        raise TicketClosed
    people = Person.objects.select_for_update(of=("self",)).select_related("school", "account")
    return ticket, people.get(pk=ticket.person_id)
