"""Claim tickets: a single-use link that works before any account exists."""

import datetime
import hashlib
import secrets

from django.db import transaction

from countersign.ledger.actions import record
from countersign.people.events import TicketMade, TicketTurnedAway, TicketUsed
from countersign.people.models import Person, Ticket
from countersign.refusals import Refused
from countersign.words import later as _

LASTS = datetime.timedelta(hours=72)

PRESSED_AGAIN = datetime.timedelta(minutes=2)
"""How long the page that used a ticket may press its button again: a double click, or an answer that got lost."""


class TicketClosed(Refused):
    """A link that was used, replaced, or is too old."""

    message = _("This link has been used or is too old. Ask for a new one.")


def hash_of(secret: str) -> str:
    """Return what is kept of a ticket's secret."""
    return hashlib.sha256(secret.encode()).hexdigest()


@transaction.atomic
def make_ticket(
    person: Person, purpose: str, *, channel: str, by: Person | None, at: datetime.datetime
) -> tuple[Ticket, str]:
    """
    Make a ticket and return it with its secret, which is kept nowhere.

    A new ticket closes those that went before. It lasts 72 hours. Whether `by` may have one made is for the action
    that asks: inviting, or showing a link. Nobody `by`: the person asked for it.
    """
    person = Person.objects.select_for_update(of=("self",)).select_related("school").get(pk=person.pk)
    Ticket.objects.filter(person=person, purpose=purpose, used_at=None, replaced_at=None).update(replaced_at=at)
    secret = secrets.token_urlsafe(32)
    ticket = Ticket.objects.create(
        person=person,
        purpose=purpose,
        secret_sha256=hash_of(secret),
        channel=channel[:100],
        made_at=at,
        made_by=by,
        expires_at=at + LASTS,
    )
    event = TicketMade(subject=person.reference, purpose=purpose, channel=ticket.channel, expires_at=ticket.expires_at)
    record(event, school=person.school, by=by, at=at)
    return ticket, secret


def find_ticket(secret: str) -> Ticket | None:
    """Return the ticket with this secret, open or not."""
    found = Ticket.objects.select_related("person__school", "person__account", "made_by")
    return found.filter(secret_sha256=hash_of(secret)).first()


def note_opening(ticket: Ticket, at: datetime.datetime) -> None:
    """Note when a link was first opened, by a person or a mail scanner: it uses nothing up."""
    Ticket.objects.filter(pk=ticket.pk, opened_at=None).update(opened_at=at)


def is_pressed_again(ticket: Ticket, page: str, at: datetime.datetime) -> bool:
    """Tell whether the very page that used a ticket up sends its form once more, by the mark that only it has."""
    if ticket.used_at is None or ticket.replaced_at is not None or not page:
        return False
    return secrets.compare_digest(ticket.used_from, hash_of(page)) and at < ticket.used_at + PRESSED_AGAIN


@transaction.atomic
def use_ticket(secret: str, *, at: datetime.datetime, page: str = "") -> Ticket:
    """Use a ticket up and return it, or refuse when it is not open: two presses use it once."""
    return use_kept_ticket(hash_of(secret), at=at, page=page)


@transaction.atomic
def use_kept_ticket(secret_sha256: str, *, at: datetime.datetime, page: str = "") -> Ticket:
    """Use a ticket up whose bearer showed its secret before: what was kept of it since is only the hash."""
    found = Ticket.objects.select_for_update(of=("self",)).select_related("person__school")
    ticket = found.filter(secret_sha256=secret_sha256).first()
    if ticket is not None and is_pressed_again(ticket, page, at):
        return ticket
    if ticket is None or not ticket.is_open(at):
        raise TicketClosed
    ticket.used_at, ticket.used_from = at, hash_of(page) if page else ""
    ticket.save(update_fields=["used_at", "used_from"])
    event = TicketUsed(subject=ticket.person.reference, purpose=ticket.purpose, channel=ticket.channel)
    record(event, school=ticket.person.school, by=ticket.person, at=at)
    return ticket


@transaction.atomic
def turn_away(secret: str, *, at: datetime.datetime) -> Ticket:
    """Close a ticket that reached somebody it was not for."""
    found = Ticket.objects.select_for_update(of=("self",)).select_related("person__school")
    ticket = found.filter(secret_sha256=hash_of(secret)).first()
    if ticket is None or not ticket.is_open(at):
        raise TicketClosed
    ticket.replaced_at = at
    ticket.save(update_fields=["replaced_at"])
    event = TicketTurnedAway(subject=ticket.person.reference, purpose=ticket.purpose, channel=ticket.channel)
    record(event, school=ticket.person.school, by=None, at=at)
    return ticket
