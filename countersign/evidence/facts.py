"""The facts of a record, gathered once: what is attached as record.json and printed by `paper`."""

from datetime import datetime
from typing import Any

from django.conf import settings
from django.db.models import Q
from django.utils import timezone

import countersign
from countersign.access.actions import effects
from countersign.access.models import Grant
from countersign.agreements.missing import Telling, tellings_of
from countersign.agreements.models import Agreement, Question
from countersign.build import build_sha256
from countersign.ledger.canonical import moment
from countersign.ledger.keys import root
from countersign.ledger.models import Batch, Checkpoint
from countersign.notices.models import Message
from countersign.people.audiences import in_words
from countersign.people.models import Holding
from countersign.people.names import masked
from countersign.policies.languages import language_of
from countersign.policies.models import Edition, LinkedPolicy

from .threads import Knot

ABOUT = {"aup-contact": "The policy", "dpo": "Personal data in this record (UK GDPR)"}
"""Whom a record names to ask, and about what, by their post."""

SCHEMA = "countersign/record-data/1"


def gather(agreement: Agreement, thread: list[Knot], *, at: datetime) -> dict[str, Any]:
    """Return all that the record of an agreement says, as plain values."""
    signed = next(knot.entry for knot in thread if knot.entry.kind == "agreement.signed")
    return {
        "schema": SCHEMA,
        "code": code_of(agreement, signed.seq),
        "made_at": moment(at),
        "software": {"name": "Countersign", "version": countersign.__version__, "build_sha256": build_sha256()},
        "address": settings.ADDRESS,
        "school": _school(agreement),
        "agreement": str(agreement.public_id),
        "edition": _edition(agreement),
        "shown": _shown(agreement),
        "signer": _signer(agreement),
        "messages": _messages(agreement),
        "told": _told(agreement),
        "questions": _questions(agreement),
        "countersigner": _countersigner(agreement),
        "outcome": agreement.status.value,
        "permissions": _permissions(agreement),
        "effects": _effects(agreement),
        "thread": [_knot(each) for each in thread],
        "checkpoint": _checkpoint(agreement, signed.seq),
        "root_fingerprint": root().fingerprint,
        "contact": _contact(agreement, at),
    }


def code_of(agreement: Agreement, seq: int) -> str:
    """Return how people name a record: the school's initials, the edition, the place of the signature in the chain."""
    initials = "".join(word[0] for word in agreement.school.name.split() if word[0].isalnum()).upper()[:6]
    return f"{initials or 'R'}-{agreement.edition.number}-{seq}"


def _school(agreement: Agreement) -> dict[str, Any]:
    school = agreement.school
    return {
        "id": str(school.public_id),
        "name": school.name,
        "web_address": school.web_address,
        "urn": school.urn,
        "ukprn": school.ukprn,
        "chain": str(school.chain.uuid),
        "is_demonstration": school.is_demonstration,
    }


def _edition(agreement: Agreement) -> dict[str, Any]:
    edition = agreement.edition
    return {
        "id": str(edition.public_id),
        "title": edition.title,
        "number": edition.number,
        "audience": in_words(edition.audience),
        "published_at": moment(edition.published_at) if edition.published_at else None,
        "effective_date": edition.effective_date.isoformat() if edition.effective_date else None,
        "review_date": edition.review_date.isoformat() if edition.review_date else None,
        **_at_signing(agreement),
        "last_reviewed": edition.last_reviewed,
        "approved_by": edition.approved_by,
        "approved_date": edition.approved_date.isoformat() if edition.approved_date else None,
        "document_code": edition.document_code,
        "content_sha256": edition.content_sha256,
        "source_name": edition.source_name,
        "source_sha256": edition.source_sha256,
        "linked": _linked(agreement),
        "required": agreement.reading.get("required", []),
    }


def _at_signing(agreement: Agreement) -> dict[str, Any]:
    """Return the newest edition there was when this one was signed, and whether this one was in force."""
    at, effective = agreement.signed_at, agreement.edition.effective_date
    if at is None:
        return {}
    published = Edition.objects.published().filter(policy=agreement.policy, published_at__lte=at)
    return {
        "newest_at_signing": published.order_by("-number").values_list("number", flat=True).first(),
        "was_in_force_at_signing": effective is None or effective <= timezone.localdate(at),
    }


def _linked(agreement: Agreement) -> list[dict[str, Any]]:
    """Return the policies it names as they were at signing; of a signature from before that was kept, what was."""
    kept = agreement.reading.get("linked")
    if kept is not None:
        return [
            {
                "title": each["named"],
                "edition": int(each["edition"]) if "edition" in each else None,
                "sha256": each.get("sha256", ""),
                "web_address": each.get("web_address", ""),
                "opened_at": each.get("opened_at"),
            }
            for each in kept
        ]
    links = LinkedPolicy.objects.filter(edition=agreement.edition).select_related("policy").order_by("position")
    opened = agreement.reading.get("linked_opened", {})
    return [{"title": each.policy.title, "opened_at": opened.get(each.policy.title)} for each in links]


def _shown(agreement: Agreement) -> dict[str, Any]:
    reading = agreement.reading
    return {
        "sha256": agreement.shown_sha256,
        "button": reading.get("button", ""),
        "first_shown_at": reading.get("first_shown_at"),
        "sections_shown": reading.get("sections_shown", 0),
        "sections_seen": len(reading.get("sections_seen", {})),
        "seconds_visible": reading.get("seconds_visible", 0),
        "compared_with": reading.get("compared_with"),
        "wordings": [{"title": title, "sha256": sha} for sha, title in reading.get("wordings", {}).items()],
        "translations": [
            {"language": tag, "name": language_of(tag).name, "sha256": sha}
            for sha, tag in reading.get("translations", {}).items()
        ],
    }


def _signer(agreement: Agreement) -> dict[str, Any]:
    person = agreement.person
    asked = agreement.permissions_asked.select_related("permission").order_by("permission__title")
    return {
        "name": agreement.signed_name,
        "known_as": person.name,
        "id": person.reference,
        "as": agreement.signed_as,
        "email": masked(person.email) if person.email else "",
        "signed_at": moment(agreement.signed_at) if agreement.signed_at else None,
        "sentence": agreement.sentence,
        "fields": agreement.fields,
        "drawn_sha256": agreement.drawn_sha256,
        "wishes": agreement.wishes,
        "permissions_asked": [{"title": each.permission.title, "reason": each.reason} for each in asked],
        "identity": agreement.identity,
    }


def _messages(agreement: Agreement) -> list[dict[str, Any]]:
    """Return how this person was asked to sign: each message about it before the signature, and what became of it."""
    about = Q(about__in=[agreement.person.reference, agreement.edition.reference])
    reminding = Q(reminders__policy=agreement.policy_id, reminders__person=agreement.person_id)
    sent = Message.objects.filter(about | reminding, person=agreement.person, asked_at__lte=agreement.signed_at)
    opened = {each.message.pk: each.opened_at for each in _tellings(agreement) if each.message and each.opened_at}
    return [
        {"subject": each.subject, "channel": "mail", "asked_at": moment(each.asked_at), "state": each.state}
        | ({"sent_at": moment(each.sent_at)} if each.sent_at else {})
        | ({"opened_at": moment(opened[each.pk])} if each.pk in opened else {})
        for each in sent.distinct().order_by("asked_at", "pk")
    ]


def _told(agreement: Agreement) -> list[dict[str, Any]]:
    """Return when somebody else was told that this was not signed: on which school day after it was asked."""
    signed = Agreement.objects.signed().filter(person=agreement.person, policy=agreement.policy)
    before = signed.filter(signed_at__lt=agreement.signed_at).order_by("-signed_at").first()
    return [
        {"at": moment(each.at), "day": each.step}
        for each in _tellings(agreement)
        if each.told.pk != agreement.person_id
        and (before is None or before.signed_at is None or each.at > before.signed_at)
    ]


def _tellings(agreement: Agreement) -> list[Telling]:
    """Return what was asked of the signer, and told of them, before they signed."""
    found = tellings_of([agreement.person_id], policy=agreement.policy).get(agreement.person_id, [])
    return [each for each in found if agreement.signed_at and each.at <= agreement.signed_at]


def _questions(agreement: Agreement) -> list[dict[str, Any]]:
    """Return what was asked before signing by the signer, and after it by the school, with the answers there are."""
    before = Question.objects.filter(
        person=agreement.person, edition=agreement.edition, asked_at__lte=agreement.signed_at
    ).select_related("person", "answered_by")
    asked = [
        (each.person, each.asked_at, each.text, each.answered_by, each.answered_at, each.answer) for each in before
    ]
    asked += [
        (each.asked_by, each.asked_at, each.question, agreement.person, each.answered_at, each.answer)
        for each in agreement.answers.select_related("asked_by")
    ]
    if agreement.returned_at and agreement.returned_by:
        asked.append((agreement.returned_by, agreement.returned_at, agreement.return_question, None, None, ""))
    return [
        {
            "by": by.name,
            "at": moment(at),
            "text": text,
            "answered_by": answered_by.name if answered_by else None,
            "answered_at": moment(answered_at) if answered_at else None,
            "answer": answer,
        }
        for by, at, text, answered_by, answered_at, answer in sorted(asked, key=lambda each: each[1])
    ]


def _countersigner(agreement: Agreement) -> dict[str, Any] | None:
    by = agreement.countersigned_by
    if by is None or agreement.countersigned_at is None:
        return None
    return {
        "name": agreement.countersigned_name,
        "known_as": by.name,
        "id": by.reference,
        "capacity": agreement.capacity,
        "countersigned_at": moment(agreement.countersigned_at),
        "sentence": agreement.approval_sentence,
        "identity": agreement.approver_identity,
    }


def _permissions(agreement: Agreement) -> dict[str, Any]:
    grants = Grant.objects.filter(decision_reference=agreement.reference).select_related("permission")
    given = [
        {
            "title": each.permission.title,
            "until_date": each.until_date.isoformat() if each.until_date else None,
            "reason": each.reason,
        }
        for each in grants.order_by("permission__title")
    ]
    asked = agreement.permissions_asked.exclude(permission__in=grants.values("permission")).select_related("permission")
    decided = agreement.countersigned_at is not None
    return {"given": given, "not_given": sorted(each.permission.title for each in asked) if decided else []}


def _effects(agreement: Agreement) -> list[dict[str, Any]]:
    return [
        {
            "what": each.what,
            "where": each.connector,
            "result": each.result,
            "account": each.account,
            "requested_at": moment(each.requested_at),
            "done_at": moment(each.done_at) if each.done_at else None,
            "done_by": each.done_by,
            "read_back_at": moment(each.read_back_at) if each.read_back_at else None,
        }
        for each in effects(agreement.reference)
    ]


def _knot(knot: Knot) -> dict[str, Any]:
    entry = knot.entry
    return {
        "seq": entry.seq,
        "at": moment(entry.at),
        "kind": entry.kind,
        "title": knot.title,
        "is_two": knot.is_two,
        "hash": entry.hash,
        "prev": entry.prev_hash,
    }


def _checkpoint(agreement: Agreement, seq: int) -> dict[str, Any] | None:
    batch = Batch.objects.filter(chain=agreement.school.chain_id, first__lte=seq, last__gte=seq).first()
    if batch is None:
        return None
    checkpoint = Checkpoint.objects.get(pk=batch.checkpoint_id)
    stamped = (
        Checkpoint.objects.filter(number__gte=checkpoint.number, timestamps__isnull=False).order_by("number").first()
    )
    stamps = stamped.timestamps.order_by("stamped_at") if stamped else []
    return {
        "number": checkpoint.number,
        "at": moment(checkpoint.at),
        "root": checkpoint.root,
        "hash": checkpoint.hash,
        "timestamps": [{"authority": each.authority, "at": moment(each.stamped_at)} for each in stamps],
    }


def _contact(agreement: Agreement, at: datetime) -> list[dict[str, str]]:
    day = timezone.localdate(at)
    held = Holding.objects.filter(Holding.on(day), post__school=agreement.school, post__code__in=ABOUT)
    found = {each.post.code: each for each in held.select_related("post", "person").order_by("from_date", "pk")}
    return [
        {"about": about, "name": found[code].person.name, "post": found[code].post.title}
        for code, about in ABOUT.items()
        if code in found
    ]
