"""Policies that others lean on: what they are called, and where they are read."""

from django.db import transaction
from django.utils import timezone

from countersign.ledger.actions import record
from countersign.people.models import Person
from countersign.policies.events import LinkedPolicyChanged
from countersign.policies.models import Policy
from countersign.policies.permissions import can_edit
from countersign.policies.wording import clean
from countersign.refusals import Refused, require


class IsSigned(Refused):
    """A policy that people sign is read here, and nowhere else."""

    message = "People sign this policy here, so it has no address elsewhere."


@transaction.atomic
def change_linked(policy: Policy, *, title: str, web_address: str, by: Person) -> Policy:
    """Say what a linked policy is called and where it is read. Editions keep the name they gave it."""
    policy = Policy.objects.select_for_update(of=("self",)).select_related("school").get(pk=policy.pk)
    now = timezone.now()
    require(can_edit(by, policy.school, timezone.localdate(now)))
    if policy.is_signed:
        raise IsSigned
    policy.title, policy.web_address = " ".join(clean(title).split())[:300], web_address
    policy.save(update_fields=["title", "web_address"])
    changed = LinkedPolicyChanged(subject=policy.reference, title=policy.title, web_address=web_address)
    record(changed, school=policy.school, by=by, at=now)
    return policy
