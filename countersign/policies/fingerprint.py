"""
The one text of an edition, whose SHA-256 names it for ever.

RFC 8785 JSON (see `ledger.canonical`) of what is below, kept in the ledger's contents, so that whoever has the hash
can read what it stands for. What a signer is shown comes from it, with the day's holders in the posts' places:

    format            "countersign-edition/1"
    edition, policy   their public ids
    number, title, audience, effective_date, review_date, last_reviewed, approved_by, approved_date, document_code
    parts             in order: key, kind, number, lead_in, text, children, roles, topics
    linked_policies   in order: policy, named
    asks, signer_declarations, approver_declarations, signature_fields, approver_fields
    source_sha256     of the file it was read from, or null
    wordings          only where the edition has several, in order: each with its own parts, none of them above
    required          only where something must be read first, in order: policy, section, title, waits_for_answer, and
                      questions: key, text, answers, right, explanation

A wording is named by the SHA-256 of its own part of that text:

    format, wording   "countersign-wording/1", its public id
    title, audience, has_symbols, signer_declarations
    parts             as above
"""

import copy
import hashlib
from collections.abc import Sequence
from typing import Any

from countersign.ledger.canonical import canonical
from countersign.policies.models import CheckQuestion, Edition, LinkedPolicy, Part, Wording
from countersign.policies.wording import clean

FORMAT = "countersign-edition/1"
WORDING_FORMAT = "countersign-wording/1"


def text_of(edition: Edition, parts: list[Part], links: list[LinkedPolicy], wordings: Sequence[Wording] = ()) -> str:
    """Return the canonical text of an edition; its links come with their policies."""
    several = {"wordings": [wording_of(each, parts) for each in wordings]} if wordings else {}
    return canonical(
        {
            "format": FORMAT,
            "edition": str(edition.public_id),
            "policy": str(edition.policy.public_id),
            "number": edition.number,
            "title": edition.title,
            "audience": edition.audience,
            "effective_date": edition.effective_date,
            "review_date": edition.review_date,
            "last_reviewed": edition.last_reviewed,
            "approved_by": edition.approved_by,
            "approved_date": edition.approved_date,
            "document_code": edition.document_code,
            "parts": [part_of(part) for part in parts if part.wording_id is None],
            "linked_policies": [{"policy": str(link.policy.public_id), "named": link.named} for link in links],
            "asks": edition.asks,
            "signer_declarations": edition.signer_declarations,
            "approver_declarations": edition.approver_declarations,
            "signature_fields": edition.signature_fields,
            "approver_fields": edition.approver_fields,
            "source_sha256": edition.source_sha256 or None,
            **several,
            **required_in(edition),
        }
    )


def text_to_approve(edition: Edition) -> str:
    """
    Return the text of an edition without what only its publishing settles: what governors approve.

    It is the same before publishing and after: the number, the days and who approved it are left empty. Everything else
    that `text_of` is given on publishing it must be given here too, or it could be changed after it was approved.
    """
    words = copy.copy(edition)
    words.title = clean(edition.title)
    words.number = words.effective_date = words.review_date = words.approved_date = None
    words.approved_by = ""
    parts = list(edition.parts.kept())
    links = list(edition.links.select_related("policy").order_by("position", "pk"))
    return text_of(words, parts, links, list(edition.wordings.all()))


def words_sha256(edition: Edition) -> str:
    """Return the SHA-256 that names the words governors approve."""
    return hashlib.sha256(text_to_approve(edition).encode()).hexdigest()


def wording_sha256(wording: Wording, parts: list[Part]) -> str:
    """Return the SHA-256 that names a wording: of its part of the edition's text."""
    return hashlib.sha256(canonical(wording_of(wording, parts)).encode()).hexdigest()


def wording_of(wording: Wording, parts: list[Part]) -> dict[str, Any]:
    """Return a wording as the text has it."""
    return {
        "format": WORDING_FORMAT,
        "wording": str(wording.public_id),
        "title": wording.title,
        "audience": wording.audience,
        "has_symbols": wording.has_symbols,
        "signer_declarations": wording.signer_declarations,
        "parts": [part_of(part) for part in parts if part.wording_id == wording.pk],
    }


def part_of(part: Part) -> dict[str, Any]:
    """Return a part as the text has it."""
    return {
        "key": str(part.key),
        "kind": part.kind,
        "number": part.number,
        "lead_in": part.lead_in,
        "text": part.text,
        "children": part.children,
        "roles": part.roles,
        "topics": part.topics,
    }


def required_in(edition: Edition) -> dict[str, Any]:
    """Return what must be read before signing as the text has it; nothing where nothing must, as it was before."""
    rows = edition.required.select_related("link__policy").prefetch_related("questions").order_by("position", "pk")
    required = [
        {
            "policy": str(each.link.policy.public_id),
            "section": each.section,
            "title": each.title,
            "waits_for_answer": each.waits_for_answer,
            "questions": [question_of(question) for question in each.questions.all()],
        }
        for each in rows
    ]
    return {"required": required} if required else {}


def question_of(question: CheckQuestion) -> dict[str, Any]:
    """Return a check question as the text has it."""
    return {
        "key": str(question.key),
        "text": question.text,
        "answers": question.answers,
        "right": question.right,
        "explanation": question.explanation,
    }
