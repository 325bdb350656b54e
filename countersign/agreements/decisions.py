"""What an approver does with a signed agreement: countersign, return with a question, refuse."""

import datetime
from collections.abc import Mapping

from django.db import transaction
from django.utils import timezone

from countersign.access import actions as access
from countersign.access.models import Permission
from countersign.agreements import events
from countersign.agreements.actions import PermissionNotOffered, way_in
from countersign.agreements.duties import valid_until
from countersign.agreements.latest import forget_latest
from countersign.agreements.models import Agreement, Status
from countersign.agreements.permissions import capacities_for
from countersign.agreements.rules import rule_of
from countersign.agreements.sentences import approval_sentence_for
from countersign.ledger.actions import record
from countersign.notices.actions import send
from countersign.people.models import Person
from countersign.people.requests import Identity
from countersign.people.speaking import speaking_to
from countersign.refusals import NotPermitted, Refused
from countersign.words import later as _


class NotAwaitingCountersignature(Refused):
    """Somebody else decided, or the agreement ended, while this page was open."""

    message = _(
        "This agreement is not waiting for a countersignature any more. Look at it again before you do anything."
    )


@transaction.atomic
def countersign(
    agreement: Agreement,
    *,
    by: Person,
    capacity: str,
    name: str,
    permissions: Mapping[str, datetime.date],
    identity: Identity,
) -> Agreement:
    """
    Accept a signed agreement for the school, with the permissions given and the day each ends.

    `permissions` is code -> last day. What was asked and is not among them is recorded as refused.
    """
    now = timezone.now()
    today = timezone.localdate(now)
    agreement = _to_decide(agreement, by=by, capacity=capacity, today=today)
    offered = _offered(agreement, permissions, today)

    agreement.countersigned_at = now
    agreement.countersigned_by = by
    agreement.countersigned_name = name
    agreement.capacity = capacity
    agreement.approval_sentence = approval_sentence_for(agreement)
    agreement.approver_identity = identity.as_json()
    agreement.save(
        update_fields=[
            "countersigned_at",
            "countersigned_by",
            "countersigned_name",
            "capacity",
            "approval_sentence",
            "approver_identity",
        ]
    )
    ended = _end_earlier(agreement, now)

    asked = {each.permission.code: each for each in agreement.permissions_asked.select_related("permission")}
    refused = sorted(set(asked) - set(permissions))
    for code, permission in offered.items():
        access.grant(
            agreement.person,
            permission,
            until=permissions[code],
            reason=asked[code].reason if code in asked else "",
            granted_by=by,
            decision_reference=agreement.reference,
            at=now,
        )
    for code in refused:
        access.refuse_permission(
            agreement.person,
            asked[code].permission,
            reason="",
            refused_by=by,
            decision_reference=agreement.reference,
            at=now,
        )
    _stand(agreement, at=now)
    _tell_signer(
        agreement,
        by=by,
        at=now,
        subject=_("Your agreement is countersigned"),
        text=_(
            "The school has countersigned your agreement. Your sealed record is here, for you to keep:\n\n{link}\n\n"
            "You can come back to it whenever you like."
        ),
    )
    record(
        *ended,
        events.AgreementCountersigned(
            subject=agreement.reference,
            person=agreement.person.reference,
            capacity=capacity,
            sentence=agreement.approval_sentence,
            name=name,
            identity=identity.as_text(),
            permissions_given={code: permissions[code].isoformat() for code in sorted(permissions)},
            permissions_refused=refused,
        ),
        school=agreement.school,
        by=by,
        at=now,
    )
    return agreement


@transaction.atomic
def return_with_question(agreement: Agreement, *, by: Person, capacity: str, question: str) -> Agreement:
    """Give a signed agreement back with a question; the person signs again when it is settled."""
    now = timezone.now()
    agreement = _to_decide(agreement, by=by, capacity=capacity, today=timezone.localdate(now))
    agreement.returned_at = now
    agreement.returned_by = by
    agreement.return_question = question
    agreement.save(update_fields=["returned_at", "returned_by", "return_question"])
    forget_latest(agreement)
    _tell_signer(
        agreement,
        by=by,
        at=now,
        subject=_("A question about your agreement"),
        text=_("Before your agreement is countersigned, the school has a question for you. Read it here:\n\n{link}"),
    )
    event = events.AgreementReturned(
        subject=agreement.reference, person=agreement.person.reference, capacity=capacity, question=question
    )
    record(event, school=agreement.school, by=by, at=now)
    return agreement


@transaction.atomic
def refuse(agreement: Agreement, *, by: Person, capacity: str, reason: str) -> Agreement:
    """Refuse to countersign: the person reads the reason, and gets no account by this agreement."""
    now = timezone.now()
    agreement = _to_decide(agreement, by=by, capacity=capacity, today=timezone.localdate(now))
    agreement.refused_at = now
    agreement.refused_by = by
    agreement.refusal_reason = reason
    agreement.save(update_fields=["refused_at", "refused_by", "refusal_reason"])
    forget_latest(agreement)
    _stand(agreement, at=now)
    _tell_signer(
        agreement,
        by=by,
        at=now,
        subject=_("Your agreement was not countersigned"),
        text=_("The school has not countersigned your agreement. The reason, and whom you can ask, is here:\n\n{link}"),
    )
    event = events.AgreementRefused(
        subject=agreement.reference, person=agreement.person.reference, capacity=capacity, reason=reason
    )
    record(event, school=agreement.school, by=by, at=now)
    return agreement


def _to_decide(agreement: Agreement, *, by: Person, capacity: str, today: datetime.date) -> Agreement:
    """Return the agreement, locked, when this approver may decide on it in this capacity now."""
    agreement = (
        Agreement.objects.select_for_update(of=("self",))
        .select_related("person", "school", "edition", "policy")
        .get(pk=agreement.pk)
    )
    if capacity not in capacities_for(by, agreement, today):
        raise NotPermitted
    if agreement.status is not Status.SIGNED:
        raise NotAwaitingCountersignature
    return agreement


def _offered(
    agreement: Agreement, permissions: Mapping[str, datetime.date], today: datetime.date
) -> dict[str, Permission]:
    found = Permission.objects.filter(school=agreement.school, code__in=permissions, retired_at=None)
    offered = {permission.code: permission for permission in found}
    for code, until in permissions.items():
        permission = offered.get(code)
        if permission is None or not today <= until <= access.latest_day(permission, today):
            raise PermissionNotOffered
    return offered


def _end_earlier(agreement: Agreement, now: datetime.datetime) -> list[events.AgreementEnded]:
    """End the agreements under the same policy that this one takes the place of."""
    earlier = Agreement.objects.in_force().filter(person=agreement.person, policy=agreement.policy)
    reason = "A later agreement took its place."
    ended = [
        events.AgreementEnded(subject=each.reference, person=agreement.person.reference, reason=reason)
        for each in earlier.exclude(pk=agreement.pk)
    ]
    earlier.exclude(pk=agreement.pk).update(ended_at=now, end_reason=reason)
    return ended


def _stand(agreement: Agreement, *, at: datetime.datetime) -> None:
    """Tell access the facts that decide what this person may use."""
    rule = rule_of(agreement.school)
    assert agreement.signed_at is not None  # noqa: S101  only a signed agreement is decided on
    access.stand(
        agreement.person,
        policy_reference=agreement.policy.reference,
        signed_at=agreement.signed_at,
        edition_number=agreement.edition.number or 0,
        countersigned_at=agreement.countersigned_at,
        countersigned_by=agreement.countersigned_by,
        due_on=valid_until(timezone.localdate(agreement.signed_at), rule),
        grace_days=rule.grace_days,
        refused_at=agreement.refused_at,
        refusal_reason=agreement.refusal_reason,
        ended_at=agreement.ended_at,
        decision_reference=agreement.reference,
        at=at,
    )


def _tell_signer(agreement: Agreement, *, by: Person, at: datetime.datetime, subject: str, text: str) -> None:
    with speaking_to(agreement.person):
        subject, text = str(subject), str(text)
    send(
        agreement.person,
        about=agreement.reference,
        subject=subject,
        text=text,
        **way_in(agreement.person, f"/agreements/{agreement.public_id}/"),
        asked_by=by,
        at=at,
    )
