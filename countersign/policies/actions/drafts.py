"""Drafts of editions: start the next one, discard it; and withdraw a policy altogether."""

from collections.abc import Mapping

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext

from countersign.ledger.actions import record
from countersign.people.models import Person
from countersign.policies.actions.carrying import carry_over
from countersign.policies.events import DraftDiscarded, DraftMade, PolicyWithdrawn
from countersign.policies.models import Edition, LinkedPolicy, Part, Policy, Wording
from countersign.policies.permissions import can_publish
from countersign.policies.requirements import copy_required
from countersign.policies.wording import clean
from countersign.refusals import Refused, require
from countersign.words import later as _

COPIED = (
    *("title", "audience", "asks", "signer_declarations", "approver_declarations"),
    *("signature_fields", "approver_fields", "document_code"),
)
"""What a new draft takes over from the edition before."""

COPIED_OF_A_PART = ("position", "kind", "key", "number", "lead_in", "text", "children", "roles", "topics")
"""What a part of a new draft takes over: with the key, the clause stays the same clause."""


class AlreadyPublished(Refused):
    """Somebody published this draft meanwhile, or this press came twice."""

    message = _("This draft has been published already, and a published edition is never altered.")


class Discarded(Refused):
    """Somebody put this draft away."""

    message = _("This draft was discarded. Start a new draft to change the policy.")


class HasDraft(Refused):
    """A policy has one draft at a time."""

    message = _("There is a draft of this policy already. Continue it, or discard it first.")


class NotInUse(Refused):
    """The policy was withdrawn."""

    message = _("This policy was withdrawn. Nothing can be published under it.")


class NoReason(Refused):
    """Withdrawing says why."""

    message = _("Say why the policy is withdrawn: the reason is kept.")


def read_again(edition: Edition) -> Edition:
    """Return an edition as it is now, locked together with its policy."""
    found = Edition.objects.select_for_update(of=("self", "policy")).select_related("policy__school")
    return found.get(pk=edition.pk)


def require_open(edition: Edition) -> None:
    """Refuse unless an edition is a draft that may still be changed."""
    if edition.published_at is not None:
        raise AlreadyPublished
    if edition.discarded_at is not None:
        raise Discarded


@transaction.atomic
def new_draft(policy: Policy, *, by: Person) -> Edition:
    """Start the next edition from the newest one: the same words, and the same keys for the same clauses."""
    policy = Policy.objects.select_for_update().select_related("school").get(pk=policy.pk)
    now = timezone.now()
    require(can_publish(by, policy, timezone.localdate(now)))
    if policy.withdrawn_at is not None:
        raise NotInUse
    if policy.editions.drafts().exists():
        raise HasDraft
    newest = policy.editions.published().order_by("-number").first()
    draft = copy_of(newest) if newest else Edition(title=policy.title)
    draft.policy, draft.drafted_at, draft.drafted_by = policy, now, by
    draft.save()
    if newest:
        wordings = {each.pk: copied_wording(each, draft) for each in newest.wordings.all()}
        Part.objects.bulk_create(copied(part, draft, wordings) for part in newest.parts.kept())
        LinkedPolicy.objects.bulk_create(
            LinkedPolicy(edition=draft, policy_id=link.policy_id, named=link.named, position=link.position)
            for link in newest.links.order_by("position", "pk")
        )
        copy_required(newest, draft)
    made = DraftMade(
        subject=draft.reference,
        policy=policy.reference,
        title=draft.title,
        source_name="",
        source=None,
        understood=None,
        copied_from=newest.reference if newest else None,
    )
    record(made, school=policy.school, by=by, at=now)
    carry_over(draft, newest, by=by)
    return draft


def copy_of(edition: Edition) -> Edition:
    """Return a new draft with the details of an edition, but none of what its publishing settled."""
    return Edition(**{name: getattr(edition, name) for name in COPIED})


def copied(part: Part, draft: Edition, wordings: Mapping[int, Wording]) -> Part:
    """Return a part for the next edition, with the same key."""
    wording = wordings.get(part.wording_id) if part.wording_id else None
    return Part(edition=draft, wording=wording, **{name: getattr(part, name) for name in COPIED_OF_A_PART})


def copied_wording(wording: Wording, draft: Edition) -> Wording:
    """Make the same wording for the next edition."""
    names = ("position", "title", "audience", "has_symbols", "signer_declarations")
    return Wording.objects.create(edition=draft, **{name: getattr(wording, name) for name in names})


@transaction.atomic
def discard(edition: Edition, *, by: Person) -> None:
    """Put a draft away unpublished. Its file and what was read of it stay in the ledger."""
    edition = read_again(edition)
    now = timezone.now()
    require(can_publish(by, edition.policy, timezone.localdate(now)))
    require_open(edition)
    edition.discarded_at = now
    edition.save(update_fields=["discarded_at"])
    record(
        DraftDiscarded(subject=edition.reference, policy=edition.policy.reference),
        school=edition.policy.school,
        by=by,
        at=now,
    )


@transaction.atomic
def withdraw(policy: Policy, *, reason: str, by: Person) -> None:
    """Withdraw a policy: nobody is asked to sign it any more, and what was signed stays as it is."""
    policy = Policy.objects.select_for_update().select_related("school").get(pk=policy.pk)
    now = timezone.now()
    require(can_publish(by, policy, timezone.localdate(now)))
    if policy.withdrawn_at is not None:
        raise NotInUse(gettext("This policy was withdrawn already."))
    reason = clean(reason)
    if not reason:
        raise NoReason
    policy.withdrawn_at = now
    policy.save(update_fields=["withdrawn_at"])
    withdrawn = PolicyWithdrawn(subject=policy.reference, title=policy.title, reason=reason)
    record(withdrawn, school=policy.school, by=by, at=now)
