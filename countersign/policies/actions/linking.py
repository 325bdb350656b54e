"""Policies that editions lean on: which they are, what they are called, and where they are read."""

from django.db import transaction
from django.utils import timezone

from countersign.ledger.actions import record
from countersign.people.models import Person
from countersign.policies.events import LinkedPolicyChanged
from countersign.policies.models import Edition, LinkedPolicy, Policy
from countersign.policies.permissions import can_edit
from countersign.policies.wording import clean
from countersign.refusals import Refused, require
from countersign.words import later as _


class IsSigned(Refused):
    """A policy that people sign is read here, and nowhere else."""

    message = _("People sign this policy here, so it has no address elsewhere.")


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


def link_policies(edition: Edition, names: list[str]) -> None:
    """Link the policies a document names, each to the school's own of that name or to a new one to be filled in."""
    school = edition.policy.school
    known = {plain(policy.title): policy for policy in Policy.objects.filter(school=school).order_by("-pk")}
    position = edition.links.count()
    linked = {edition.policy_id, *edition.links.values_list("policy_id", flat=True)}
    for name in names:
        policy = known.get(plain(name))
        if policy is None:
            policy = Policy.objects.create(school=school, title=name[:300], made_at=timezone.now(), is_signed=False)
            known[plain(name)] = policy
        if policy.pk not in linked:
            position += 1
            LinkedPolicy.objects.create(edition=edition, policy=policy, named=name[:300], position=position)
            linked.add(policy.pk)


def plain(name: str) -> str:
    """Return a policy's name without what varies from mention to mention."""
    words = name.casefold().replace("’", "'").replace("-", " ").replace("/", " ").split()
    return " ".join(word for word in words if word not in ("the", "school", "school's", "policy", "full", "our"))
