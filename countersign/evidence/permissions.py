"""Who may see a record."""

from datetime import date

from countersign.agreements.models import Agreement
from countersign.agreements.permissions import can_open
from countersign.people.models import Person
from countersign.people.requests import Identity


def can_read_record(person: Person, identity: Identity, agreement: Agreement, day: date) -> bool:
    """Return whether somebody may see an agreement that was signed: its signer, approvers and administrators."""
    return agreement.signed_at is not None and can_open(person, identity, agreement, day)
