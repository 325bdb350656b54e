"""What is done about somebody's way of signing in."""

import datetime

from allauth.mfa.models import Authenticator
from django.db import transaction

from countersign.ledger.actions import record
from countersign.people.events import SecondStepTakenOff, SignedOutEverywhere
from countersign.people.models import Account, Person
from countersign.people.permissions import can_take_off_second_step
from countersign.refusals import require


@transaction.atomic
def take_off_second_step(person: Person, *, by: Person, at: datetime.datetime) -> None:
    """Take the second step off somebody's sign-in who has lost it, and end their sessions."""
    require(can_take_off_second_step(by, person))
    account = Account.objects.select_for_update().get(persons=person)
    Authenticator.objects.filter(user_id=account.pk).delete()
    account.signed_out_at = at
    account.save(update_fields=["signed_out_at"])
    record(SecondStepTakenOff(subject=person.reference), school=person.school, by=by, at=at)


@transaction.atomic
def sign_out_everywhere(person: Person, *, at: datetime.datetime) -> None:
    """End every session of somebody's account."""
    account = Account.objects.select_for_update().get(persons=person)
    account.signed_out_at = at
    account.save(update_fields=["signed_out_at"])
    record(SignedOutEverywhere(subject=person.reference), school=person.school, by=person, at=at)
