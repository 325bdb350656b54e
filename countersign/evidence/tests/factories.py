"""Agreements that both have signed, and their records."""

from datetime import timedelta
from typing import Any

from django.utils import timezone

from countersign.agreements.models import Agreement
from countersign.agreements.tests.factories import (
    countersign,
    make_edition,
    make_headed_school,
    make_permission,
    make_signer,
    sign,
)
from countersign.evidence.jobs import seal_due
from countersign.evidence.models import Record
from countersign.people.models import Person

__all__ = ["make_agreement", "make_record", "make_signed"]


def make_signed(name: str = "Nadia Kow", **details: Any) -> tuple[Agreement, Person]:
    """Return an agreement that waits for the countersignature, and who may give it."""
    school, head = make_headed_school()
    make_permission(school)
    edition = make_edition(school, head)
    person = make_signer(school)
    details.setdefault("fields", {"Role": "Class teacher"})
    details.setdefault("wishes", ("an e-mail account",))
    return sign(person, edition, name=name, permissions={"remote": "marking at home"}, **details), head


def make_agreement(name: str = "Nadia Kow", **details: Any) -> Agreement:
    """Return an agreement that both have signed, with a permission."""
    agreement, head = make_signed(name, **details)
    return countersign(agreement, head, permissions={"remote": timezone.localdate() + timedelta(days=200)})


def make_record(name: str = "Nadia Kow", **details: Any) -> Record:
    """Return the sealed record of such an agreement."""
    agreement = make_agreement(name, **details)
    seal_due(timezone.now() + timedelta(minutes=3))
    return Record.objects.get(agreement=agreement)
