"""Governors' approval of a draft: who must, sending it to them, and what each answered."""

from collections.abc import Iterable
from datetime import datetime

from django.db import transaction
from django.utils import timezone

from countersign.ledger.actions import keep, record
from countersign.notices.actions import send
from countersign.people.models import Person
from countersign.people.requests import Identity
from countersign.people.speaking import speaking_to
from countersign.policies.actions.drafts import read_again, require_open
from countersign.policies.actions.publishing import NoClause, PlacesLeftToCheck
from countersign.policies.approvals import State, state_of
from countersign.policies.events import (
    ApprovalAsked,
    ApprovalRefused,
    ApprovalTakenBack,
    ApproversChanged,
    EditionApproved,
)
from countersign.policies.fingerprint import text_to_approve
from countersign.policies.models import Approval, Approver, Asking, Edition, Part, Policy
from countersign.policies.permissions import can_approve, can_edit, can_set_approvers
from countersign.policies.wording import clean
from countersign.refusals import Refused, require
from countersign.words import later as _

ASK = _("""Hello %(forename)s,

A policy of %(school)s waits for your approval. You read it behind your sign-in, and approve it or say no:

{link}
""")
ANSWERED = _("""Hello %(forename)s,

The approvers of a draft that you sent have answered:

{link}
""")
TO_APPROVE = _("A policy waits for your approval")
AN_ANSWER = _("An answer to a draft you sent")
APPROVED = _("A draft you sent is approved")


class TooFewApprovers(Refused):
    """A quorum that can never be reached."""

    message = _("Fewer people are named than must approve. Name more, or ask for fewer.")


class NotAsked(Refused):
    """An approval of words that were not sent for it."""

    message = _("This draft has not been sent for approval as it is now. Ask whoever writes it to send it.")


class NoApprovalNeeded(Refused):
    """Sending a draft for which nobody is named."""

    message = _("Nobody approves this policy yet. Say who does, and how many of them must.")


class WordsChanged(Refused):
    """An answer to a page that is older than the draft."""

    message = _("The draft was changed after you opened this page, so nothing was recorded. Read it as it is now.")


class NoName(Refused):
    """An approval without a name under it."""

    message = _("Type your full name: it is printed under the policy.")


class NoReasonGiven(Refused):
    """A no that tells nobody what to mend."""

    message = _("Say why not: whoever writes the policy reads it.")


@transaction.atomic
def change_approvers(policy: Policy, *, approvers: Iterable[Person], quorum: int, by: Person) -> Policy:
    """Say who approves a policy's editions and how many of them must; a quorum of 0 asks nobody."""
    policy = Policy.objects.select_for_update(of=("self",)).select_related("school").get(pk=policy.pk)
    now = timezone.now()
    require(can_set_approvers(by, policy.school, timezone.localdate(now)))
    named = {person.pk: person for person in approvers if person.school_id == policy.school_id}
    if quorum > len(named):
        raise TooFewApprovers
    before = set(policy.approvers.values_list("person", flat=True))
    if before == set(named) and policy.quorum == quorum:
        return policy
    policy.quorum = quorum
    policy.save(update_fields=["quorum"])
    policy.approvers.exclude(person__in=named).delete()
    Approver.objects.bulk_create(Approver(policy=policy, person=named[pk]) for pk in sorted(set(named) - before))
    changed = ApproversChanged(
        subject=policy.reference, approvers=sorted(person.reference for person in named.values()), quorum=quorum
    )
    record(changed, *_without(policy, before - set(named), now), school=policy.school, by=by, at=now)
    return policy


def _without(policy: Policy, gone: set[int], now: datetime) -> list[ApprovalTakenBack]:
    """Take back the answers to a draft of those who are not asked any more."""
    standing = Approval.objects.filter(
        edition__policy=policy, edition__published_at=None, person__in=gone, taken_back_at=None
    )
    events = [
        ApprovalTakenBack(subject=each.edition.reference, content=each.content_sha256, person=each.person.reference)
        for each in standing.select_related("edition", "person").order_by("pk")
    ]
    standing.update(taken_back_at=now)
    return events


@transaction.atomic
def ask_for_approval(edition: Edition, *, by: Person) -> Asking:
    """Send a draft as it is now to its approvers; sent again unchanged, nobody is written to twice."""
    edition = read_again(edition)
    policy, now = edition.policy, timezone.now()
    require(can_edit(by, policy.school, timezone.localdate(now)))
    require_open(edition)
    if not policy.quorum:
        raise NoApprovalNeeded
    if edition.doubts.open().exists():
        raise PlacesLeftToCheck
    if not edition.parts.kept().filter(kind=Part.Kind.CLAUSE).exists():
        raise NoClause
    state = state_of(edition)
    if state.asking is not None:
        return state.asking
    content = keep(text_to_approve(edition).encode(), "application/json")
    asking = Asking.objects.create(edition=edition, content_sha256=content, asked_at=now, asked_by=by)
    people = [each.person for each in state.answers]
    for person in people:
        _tell(person, edition, ASK, TO_APPROVE, by, now)
    asked = ApprovalAsked(
        subject=edition.reference,
        policy=policy.reference,
        content=content,
        approvers=sorted(person.reference for person in people),
        quorum=policy.quorum,
    )
    record(asked, school=policy.school, by=by, at=now)
    return asking


@transaction.atomic
def approve(edition: Edition, *, content_sha256: str, name: str, identity: Identity, by: Person) -> Approval:
    """Approve a draft exactly as it was shown; pressed twice, it is one approval."""
    edition, state, now = _open_for_answer(edition, content_sha256, by)
    name = " ".join(clean(name).split())[:200]
    if not name:
        raise NoName
    if (given := _given(state, by)) is not None:
        if given.approved_at is not None:
            return given
        _take_back(given, now)
    approval = Approval.objects.create(
        edition=edition, person=by, content_sha256=content_sha256, approved_at=now, signed_name=name
    )
    _tell_when_settled(edition, state, now)
    approved = EditionApproved(
        subject=edition.reference, content=content_sha256, name=name, identity=identity.as_text()
    )
    record(approved, school=edition.policy.school, by=by, at=now)
    return approval


@transaction.atomic
def say_no(edition: Edition, *, content_sha256: str, reason: str, identity: Identity, by: Person) -> Approval:
    """Say no to a draft exactly as it was shown, with the reason."""
    edition, state, now = _open_for_answer(edition, content_sha256, by)
    reason = clean(reason)
    if not reason:
        raise NoReasonGiven
    if (given := _given(state, by)) is not None:
        if given.refused_at is not None and given.reason == reason:
            return given
        _take_back(given, now)
    refusal = Approval.objects.create(
        edition=edition, person=by, content_sha256=content_sha256, refused_at=now, reason=reason
    )
    if state.asking is not None:
        _tell(state.asking.asked_by, edition, ANSWERED, AN_ANSWER, by, now)
    refused = ApprovalRefused(
        subject=edition.reference, content=content_sha256, reason=reason, identity=identity.as_text()
    )
    record(refused, school=edition.policy.school, by=by, at=now)
    return refusal


@transaction.atomic
def take_back(edition: Edition, *, by: Person) -> None:
    """Take one's own answer back, as long as the draft is not published. Without one nothing happens."""
    edition = read_again(edition)
    now = timezone.now()
    require(can_approve(by, edition.policy, timezone.localdate(now)))
    require_open(edition)
    events = []
    for given in edition.approvals.filter(person=by, taken_back_at=None).order_by("pk"):
        _take_back(given, now)
        events.append(ApprovalTakenBack(subject=edition.reference, content=given.content_sha256, person=by.reference))
    record(*events, school=edition.policy.school, by=by, at=now)


def _open_for_answer(edition: Edition, content_sha256: str, by: Person) -> tuple[Edition, State, datetime]:
    """Return a draft locked, with its approval, for one of its approvers to answer as it was shown to them."""
    edition = read_again(edition)
    now = timezone.now()
    require(can_approve(by, edition.policy, timezone.localdate(now)))
    require_open(edition)
    return edition, shown_state(edition, content_sha256), now


def shown_state(edition: Edition, content_sha256: str) -> State:
    """Return a draft's approval, refusing a page that shows other words than it has now or was sent with."""
    state = state_of(edition)
    if state.content_sha256 != content_sha256:
        raise WordsChanged
    if state.asking is None or not state.quorum:
        raise NotAsked
    return state


def _given(state: State, person: Person) -> Approval | None:
    return next((each.approval for each in state.answers if each.person.pk == person.pk), None)


def _take_back(given: Approval, now: datetime) -> None:
    given.taken_back_at = now
    given.save(update_fields=["taken_back_at"])


def _tell_when_settled(edition: Edition, before: State, now: datetime) -> None:
    """Tell whoever sent a draft once the quorum is reached."""
    if before.asking is not None and before.missing == 1:
        _tell(before.asking.asked_by, edition, ANSWERED, APPROVED, None, now)


def _tell(person: Person, edition: Edition, text: str, subject: str, by: Person | None, now: datetime) -> None:
    with speaking_to(person):
        subject, text = str(subject), text % {"forename": person.called, "school": edition.policy.school.name}
    send(
        person,
        about=edition.reference,
        subject=subject,
        text=text,
        link_path=f"/policies/drafts/{edition.public_id}/approval/",
        asked_by=by,
        at=now,
    )
