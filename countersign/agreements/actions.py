"""What a signer does: sign, decline, ask; and the answer to what was asked."""

import datetime
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

from django.db import IntegrityError, transaction
from django.db.models import Exists, OuterRef, Subquery
from django.utils import timezone
from django.utils.translation import gettext

from countersign.access.models import Permission
from countersign.agreements import events
from countersign.agreements.latest import note_latest
from countersign.agreements.leaning import required_as_json
from countersign.agreements.models import Agreement, PermissionAsked, Question
from countersign.agreements.permissions import can_answer
from countersign.agreements.presenting import Shown, reading_of, wordings_shown
from countersign.agreements.required import ReadingLeft, items_for, left_of
from countersign.agreements.sentences import sentence_of, sign_button_said
from countersign.ledger.actions import keep, record
from countersign.notices.actions import send
from countersign.people.audiences import binds
from countersign.people.models import ROLES_OF, Holding, Person, Ticket, held
from countersign.people.requests import Identity
from countersign.people.speaking import speaking_to
from countersign.policies.models import Edition, Policy, Required
from countersign.prepared import Prepared, insert
from countersign.refusals import Refused, require
from countersign.words import later as _

# What each signature asks.
POLICY: Prepared[Any] = Prepared(
    lambda policy, person: (
        Policy.objects.filter(pk=policy)
        .only("withdrawn_at", "is_signed")
        .annotate(
            newest=Subquery(
                Edition.objects.filter(policy=OuterRef("pk"), number__isnull=False)
                .order_by("-number")
                .values("number")[:1]
            ),
            is_signed_already=Exists(Agreement.objects.open().filter(person=person, policy=OuterRef("pk"))),
        )
    )
)


class NotForYou(Refused):
    """Somebody tried to sign what does not bind them."""

    message = _("This policy does not ask for your signature. If you think it should, ask the school office.")


class EditionReplaced(Refused):
    """A newer edition was published while somebody read this one."""

    message = _("A new edition was published while you were reading. Read what it says now, then sign that one.")


class AlreadySigned(Refused):
    """The same signature came twice: two tabs, or a button pressed twice."""

    message = _("You have already signed this edition.")

    def __init__(self, agreement: Agreement) -> None:
        super().__init__()
        self.agreement = agreement


class PermissionNotOffered(Refused):
    """A permission that is not in the school's catalogue, or for longer than it allows."""

    message = _("This permission is not in the school’s catalogue, or it would last longer than the catalogue allows.")


class AlreadyAnswered(Refused):
    """Two people answered one question."""

    message = _("This question has been answered already.")


@dataclass(frozen=True)
class Signing:
    """What a signer gave: the typed name, the edition's fields, wishes, permissions asked, a drawn signature."""

    name: str
    fields: Mapping[str, str] = field(default_factory=dict)
    wishes: tuple[str, ...] = ()
    permissions: Mapping[str, str] = field(default_factory=dict)  # code -> reason
    drawn: bytes = b""  # SVG made by `drawing.as_svg`


def sign(person: Person, edition: Edition, signing: Signing, *, shown: Shown, identity: Identity) -> Agreement:
    """
    Sign an edition, with the evidence of what was shown and how we knew who signed.

    Raises AlreadySigned with the agreement when the same signature comes twice.
    """
    try:
        return _sign(person, edition, signing, shown=shown, identity=identity)
    except IntegrityError:  # two requests at the same instant: the database let one of them in
        waiting = _waiting(person, edition)
        if waiting is None:
            raise
        raise AlreadySigned(waiting) from None


@transaction.atomic
def _sign(person: Person, edition: Edition, signing: Signing, *, shown: Shown, identity: Identity) -> Agreement:
    now = timezone.now()
    today = timezone.localdate(now)
    roles = held(ROLES_OF.all(person.pk), today)
    if not binds(edition.audience, {role.kind for role in roles}) or edition.policy.school_id != person.school_id:
        raise NotForYou
    policy = POLICY.first(edition.policy_id, person.pk)
    if policy is not None and not policy.is_signed:
        raise NotForYou
    if policy is None or policy.newest != edition.number or policy.withdrawn_at:
        raise EditionReplaced
    is_signed_already = policy.is_signed_already
    before = _signed_since(person, edition, shown.at) if is_signed_already else None
    if before is not None:
        raise AlreadySigned(before)
    ended = _end_waiting(person, edition, now) if is_signed_already else []
    items = items_for(person, edition, today)
    if left := left_of(items):
        raise ReadingLeft(left, items)

    reading = reading_of(person, edition, shown, items)
    sentence = sentence_of(edition, wordings_shown(edition, shown))
    agreement = Agreement(
        school=person.school,
        person=person,
        policy=edition.policy,
        edition=edition,
        signed_at=now,
        signed_name=signing.name,
        signed_as=", ".join(dict.fromkeys(role.in_english for role in roles)),
        sentence=sentence,
        fields=dict(signing.fields),
        wishes=list(signing.wishes),
        shown_sha256=shown.sha256,
        drawn_sha256=keep(signing.drawn, "image/svg+xml", is_personal=True) if signing.drawn else "",
        reading={**reading.as_json(), "button": sign_button_said(edition.number)},
        identity=identity.as_json(),
    )
    insert(agreement)
    _ask_for(agreement, signing.permissions)
    note_latest(agreement)
    record(
        *ended,
        events.AgreementSigned(
            subject=agreement.reference,
            person=person.reference,
            policy=edition.policy.reference,
            edition=edition.reference,
            edition_number=edition.number or 0,
            edition_content=edition.content_sha256,
            wordings=list(shown.wordings),
            translations=reading.translations,
            shown=shown.sha256,
            drawn=agreement.drawn_sha256 or None,
            name=signing.name,
            signed_as=agreement.signed_as,
            fields=dict(signing.fields),
            identity=identity.as_text(),
            sentence=sentence,
            wishes=list(signing.wishes),
            permissions_asked=sorted(signing.permissions),
            sections_seen=len(reading.sections_seen),
            sections_shown=shown.sections,
            seconds_visible=reading.seconds_visible,
            linked_opened=sorted(reading.linked_opened),
            compared_with=shown.compared_with,
            linked=[each.as_json() for each in reading.linked],
            required=required_as_json(items),
        ),
        school=person.school,
        by=person,
        at=now,
    )
    return agreement


def _ask_for(agreement: Agreement, permissions: Mapping[str, str]) -> None:
    if not permissions:
        return
    offered = {
        each.code: each
        for each in Permission.objects.filter(school=agreement.school, code__in=permissions, retired_at=None)
    }
    if set(offered) != set(permissions):
        raise PermissionNotOffered
    PermissionAsked.objects.bulk_create(
        PermissionAsked(agreement=agreement, permission=offered[code], reason=reason[:300])
        for code, reason in permissions.items()
    )


def _waiting(person: Person, edition: Edition) -> Agreement | None:
    return Agreement.objects.awaiting_countersignature().filter(person=person, policy=edition.policy_id).first()


def _end_waiting(person: Person, edition: Edition, now: datetime.datetime) -> list[events.AgreementEnded]:
    """End the signature of an earlier edition that still waits: the new one waits in its place."""
    waiting = Agreement.objects.awaiting_countersignature().filter(person=person, policy=edition.policy_id)
    reason = "A newer edition was signed before this one was countersigned."
    ended = [
        events.AgreementEnded(subject=each.reference, person=person.reference, reason=reason)
        for each in waiting.exclude(edition=edition)
    ]
    if ended:
        waiting.exclude(edition=edition).update(ended_at=now, end_reason=reason)
    return ended


def _signed_since(person: Person, edition: Edition, shown_at: datetime.datetime) -> Agreement | None:
    """Return the signature under this policy that waits, or that came after the page was shown."""
    found = Agreement.objects.open().filter(person=person, policy=edition.policy_id).order_by("-signed_at").first()
    if found is None or found.signed_at is None:
        return None
    if found.countersigned_at is None and found.edition_id == edition.pk:
        return found
    return found if found.edition_id == edition.pk and found.signed_at >= shown_at else None


@transaction.atomic
def decline(person: Person, edition: Edition, *, reason: str, identity: Identity) -> Agreement:
    """Say no to an edition, with the reason; the person may still sign later."""
    now = timezone.now()
    if not binds(edition.audience, person.kinds_on(timezone.localdate(now))):
        raise NotForYou
    agreement = Agreement.objects.create(
        school=person.school,
        person=person,
        policy=edition.policy,
        edition=edition,
        declined_at=now,
        decline_reason=reason,
        identity=identity.as_json(),
    )
    event = events.AgreementDeclined(
        subject=agreement.reference,
        person=person.reference,
        policy=edition.policy.reference,
        edition=edition.reference,
        reason=reason,
        identity=identity.as_text(),
    )
    record(event, school=person.school, by=person, at=now)
    return agreement


@transaction.atomic
def ask(person: Person, edition: Edition, *, text: str, required: Required | None = None) -> Question:
    """
    Ask about an edition before signing it; the named contact is told at once.

    About something it requires to be read, it is whoever looks after the policy that is read.
    """
    now = timezone.now()
    if not binds(edition.audience, person.kinds_on(timezone.localdate(now))):
        raise NotForYou
    question = Question.objects.create(
        school=person.school, person=person, edition=edition, required=required, text=text, asked_at=now
    )
    owners = owners_of(required.link.policy, person, timezone.localdate(now)) if required else []
    for contact in owners or _contacts(person, timezone.localdate(now)):
        with speaking_to(contact):
            subject = gettext("A question about a policy")
            message = gettext(
                "Somebody has asked a question about a policy before signing it. Read and answer it here:"
            )
        send(
            contact,
            about=f"question:{question.public_id}",
            subject=subject,
            text=f"{message}\n\n{{link}}",
            link_path=f"/questions/{question.public_id}/",
            asked_by=person,
            at=now,
        )
    event = events.QuestionAsked(
        subject=f"question:{question.public_id}", person=person.reference, edition=edition.reference, text=text
    )
    record(event, school=person.school, by=person, at=now)
    return question


@transaction.atomic
def answer(question: Question, *, by: Person, text: str) -> Question:
    """Answer a question; the person who asked is told."""
    question = Question.objects.select_for_update().select_related("person", "school").get(pk=question.pk)
    now = timezone.now()
    require(can_answer(by, question, timezone.localdate(now)))
    if question.answered_at:
        raise AlreadyAnswered
    question.answer = text
    question.answered_at = now
    question.answered_by = by
    question.save(update_fields=["answer", "answered_at", "answered_by"])
    with speaking_to(question.person):
        subject = gettext("Your question was answered")
        message = gettext("Your question about a policy was answered. Read the answer, and go on to sign, here:")
    send(
        question.person,
        about=f"question:{question.public_id}",
        subject=subject,
        text=f"{message}\n\n{{link}}",
        **way_in(question.person, "/"),
        asked_by=by,
        at=now,
    )
    event = events.QuestionAnswered(
        subject=f"question:{question.public_id}", person=question.person.reference, text=text
    )
    record(event, school=question.school, by=by, at=now)
    return question


def owners_of(policy: Policy, asker: Person, today: datetime.date) -> list[Person]:
    """Return who holds the post that looks after a policy today, but for whoever asks; none named: the head's."""
    code = policy.owner.code if policy.owner else "headteacher"
    held = Holding.objects.filter(Holding.on(today), post__school=policy.school_id, post__code=code)
    return [each.person for each in held.exclude(person=asker).select_related("person__school").order_by("pk")]


def _contacts(person: Person, today: datetime.date) -> Iterable[Person]:
    """Return whom a question goes to: the named contact, else the head, else the administrators."""
    people = Person.objects.filter(school=person.school_id)
    for code in ("aup-contact", "headteacher"):
        held = [holder for holder in people.filter(holdings__post__code=code).distinct() if holder.pk != person.pk]
        found = [holder for holder in held if any(post.code == code for post in holder.posts_on(today))]
        if found:
            return found
    return people.filter(is_administrator=True).exclude(pk=person.pk)


def way_in(person: Person, path: str) -> dict[str, str]:
    """Return how a message lets somebody in: by signing in where they can, else by a ticket."""
    return {"link_path": path} if person.account_id else {"ticket_purpose": Ticket.Purpose.SIGN.value}
