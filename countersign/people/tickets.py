"""Claim tickets: a single-use link that works before any account exists."""

import datetime
import hashlib
import secrets

from django.db import transaction

from countersign.people.models import Person, Ticket

LASTS = datetime.timedelta(hours=72)


def hash_of(secret: str) -> str:
    """Return what is kept of a ticket's secret."""
    return hashlib.sha256(secret.encode()).hexdigest()


@transaction.atomic
def make_ticket(
    person: Person, purpose: str, *, channel: str, by: Person | None, at: datetime.datetime
) -> tuple[Ticket, str]:
    """
    Make a ticket and return it with its secret, which is kept nowhere.

    A new ticket closes those that went before. It lasts 72 hours.
    """
    Ticket.objects.filter(person=person, purpose=purpose, used_at=None, replaced_at=None).update(replaced_at=at)
    secret = secrets.token_urlsafe(32)
    ticket = Ticket.objects.create(
        person=person,
        purpose=purpose,
        secret_sha256=hash_of(secret),
        channel=channel,
        made_at=at,
        made_by=by,
        expires_at=at + LASTS,
    )
    return ticket, secret


def find_ticket(secret: str) -> Ticket | None:
    """Return the ticket with this secret, open or not."""
    return Ticket.objects.select_related("person__school").filter(secret_sha256=hash_of(secret)).first()


@transaction.atomic
def use_ticket(secret: str, *, at: datetime.datetime) -> Ticket | None:
    """Use a ticket up and return it, or None when it is not open: two presses use it once."""
    ticket = Ticket.objects.select_for_update().filter(secret_sha256=hash_of(secret)).first()
    if ticket is None or not ticket.is_open(at):
        return None
    ticket.used_at = at
    ticket.save(update_fields=["used_at"])
    return ticket
