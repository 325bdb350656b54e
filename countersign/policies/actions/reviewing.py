"""Reviews of policies in force: asking for one, closing one when nothing changes; and who looks after a policy."""

from datetime import date, timedelta

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext

from countersign.ledger.actions import record
from countersign.people.models import Person
from countersign.policies.actions.drafts import NotInUse
from countersign.policies.actions.publishing import FARTHEST_REVIEW, ReviewTooFar
from countersign.policies.events import OwnerChanged, ReviewAsked, ReviewClosed
from countersign.policies.models import Edition, Policy, Review
from countersign.policies.permissions import can_ask_review, can_close_review, can_set_approvers
from countersign.policies.reviews import due_of
from countersign.policies.wording import clean
from countersign.refusals import Refused, require
from countersign.schools.models import Post
from countersign.words import later as _


class NothingInForce(Refused):
    """A review of a policy without a published edition."""

    message = _("Nothing of this policy is published yet, so there is nothing to review.")


class NoReviewReason(Refused):
    """A review that tells nobody what to look at."""

    message = _("Say in a sentence what happened or what is new: those who review the policy read it.")


class NoFinding(Refused):
    """A review closed without a word on what was looked at."""

    message = _("Say in a sentence why nothing needs to change: it is kept.")


class NextReviewPast(Refused):
    """A next review that would be overdue at once."""

    message = _("The next review must be on a later day than today.")


class AnotherSchoolsPost(Refused):
    """A policy in the care of another school's post."""

    message = _("This post is not at the school of this policy.")


def _in_force(policy: Policy) -> tuple[Policy, Edition]:
    """Return a policy locked and read again, with its newest published edition."""
    found = Policy.objects.select_for_update(of=("self",)).select_related("school", "owner")
    policy = found.get(pk=policy.pk)
    newest = policy.editions.published().order_by("-number").first()
    if policy.withdrawn_at is not None:
        raise NotInUse(gettext("This policy was withdrawn. Nobody needs to review it."))
    if newest is None:
        raise NothingInForce
    return policy, newest


@transaction.atomic
def ask_review(policy: Policy, *, cause: str, reason: str, by: Person) -> Review:
    """Ask for a policy to be looked at again, with the reason; asked twice for the same, it is one review."""
    now = timezone.now()
    require(can_ask_review(by, policy.school, timezone.localdate(now)))
    policy, _ = _in_force(policy)
    reason = " ".join(clean(reason).split())[:500]
    if not reason or cause not in Review.Cause.values:
        raise NoReviewReason
    due = due_of(policy)
    for each in due.asked if due else ():
        if (each.cause, each.reason) == (cause, reason):
            return each
    review = Review.objects.create(policy=policy, cause=cause, reason=reason, asked_at=now, asked_by=by)
    asked = ReviewAsked(subject=f"review:{review.public_id}", policy=policy.reference, cause=cause, reason=reason)
    record(asked, school=policy.school, by=by, at=now)
    return review


@transaction.atomic
def close_review(
    policy: Policy, review: Review | None, *, finding: str, next_date: date, minute: str = "", by: Person
) -> Review:
    """
    Close a review that found a policy right as it is, or the yearly one where none was asked for.

    The next review moves by this row; the edition stays as it is. A review that is closed stays closed.
    """
    now = timezone.now()
    today = timezone.localdate(now)
    policy, newest = _in_force(policy)
    require(can_close_review(by, policy, today))
    if review is not None:
        review = Review.objects.select_for_update(of=("self",)).get(pk=review.pk, policy=policy)
        if review.closed_at is not None:
            return review
    finding = clean(finding)
    minute = " ".join(clean(minute).split())[:60]
    if not finding:
        raise NoFinding
    if next_date <= today:
        raise NextReviewPast
    if next_date > today + FARTHEST_REVIEW:
        raise ReviewTooFar
    lately = Review.objects.filter(
        closed_edition=newest,
        closed_by=by,
        finding=finding,
        next_date=next_date,
        closed_at__gt=now - timedelta(minutes=10),
    )
    if review is None and (already := lately.first()) is not None:  # pressed twice
        return already
    if review is None:
        review = Review(policy=policy, cause=Review.Cause.YEARLY, asked_at=now, asked_by=by)
    review.closed_at, review.closed_by, review.closed_edition = now, by, newest
    review.finding, review.minute, review.next_date = finding, minute, next_date
    review.save()
    closed = ReviewClosed(
        subject=f"review:{review.public_id}",
        policy=policy.reference,
        edition=newest.reference,
        cause=review.cause,
        finding=finding,
        minute=minute,
        next_date=next_date,
    )
    record(closed, school=policy.school, by=by, at=now)
    return review


@transaction.atomic
def change_owner(policy: Policy, owner: Post | None, *, by: Person) -> Policy:
    """Give a policy to a post to look after; to none: the headteacher looks after it."""
    policy = Policy.objects.select_for_update(of=("self",)).select_related("school").get(pk=policy.pk)
    now = timezone.now()
    require(can_set_approvers(by, policy.school, timezone.localdate(now)))
    if owner is not None and owner.school_id != policy.school_id:
        raise AnotherSchoolsPost
    if policy.owner_id == (owner.pk if owner else None):
        return policy
    policy.owner = owner
    policy.save(update_fields=["owner"])
    changed = OwnerChanged(subject=policy.reference, post=owner.code if owner else None)
    record(changed, school=policy.school, by=by, at=now)
    return policy
