"""The page of a record, and what can be taken from it."""

from hashlib import sha256
from uuid import UUID

from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.utils.safestring import mark_safe

from countersign.agreements.models import Agreement
from countersign.ledger.actions import read_content
from countersign.people.doors import bearers_welcome
from countersign.people.requests import PersonRequest
from countersign.ui.downloads import download

from .facts import gather
from .models import Record
from .paper import paper_of
from .permissions import can_read_record
from .records import bundle_of, make_paper, pdf_of
from .threads import thread_of
from .verifying import verify_record


def agreement_for(request: PersonRequest, agreement_id: UUID) -> Agreement:
    """Return a signed agreement that this person may read the record of; anything else is not found."""
    agreement = (
        Agreement.objects.select_related("person", "school__chain", "edition__policy", "countersigned_by")
        .filter(public_id=agreement_id, school=request.person.school_id)
        .first()
    )
    if agreement is None or not can_read_record(request.person, request.identity, agreement, request.today):
        raise Http404
    return agreement


@bearers_welcome
def record(request: PersonRequest, agreement_id: UUID) -> HttpResponse:
    """Show what was agreed, its thread, and whether it is whole as of now."""
    agreement = agreement_for(request, agreement_id)
    thread = thread_of(agreement)
    kept = Record.objects.filter(agreement=agreement).first()
    facts = gather(agreement, thread, at=request.now)
    return render(
        request,
        "evidence/record.html",
        {
            "agreement": agreement,
            "record": kept,
            "is_own": agreement.person_id == request.person.pk,
            "paper": paper_of(facts, by_hand=None),
            "facts": facts,
            "thread": thread,
            "verdict": verify_record(agreement, thread, kept),
        },
    )


@bearers_welcome
def pdf(request: PersonRequest, agreement_id: UUID) -> HttpResponse:
    """Give the sealed record, or before it is sealed the receipt."""
    agreement = agreement_for(request, agreement_id)
    kept = Record.objects.filter(agreement=agreement).first()
    if kept:
        return download(pdf_of(kept), "application/pdf", f"record-{kept.code}.pdf")
    made = make_paper(agreement, at=request.now)
    return download(made.pdf, "application/pdf", f"receipt-{made.code}.pdf")


@bearers_welcome
def bundle(request: PersonRequest, agreement_id: UUID) -> HttpResponse:
    """Give the record with all that verifies it."""
    agreement = agreement_for(request, agreement_id)
    kept = Record.objects.filter(agreement=agreement).select_related("agreement").first()
    if kept is None:
        raise Http404
    return download(bundle_of(kept, at=request.now), "application/zip", f"record-{kept.code}.zip")


@bearers_welcome
def shown(request: PersonRequest, agreement_id: UUID) -> HttpResponse:
    """Show the words that were shown before signing, word for word."""
    agreement = agreement_for(request, agreement_id)
    words = intact_content(agreement.shown_sha256)
    # Our own template made these bytes, and their hash says that they are still those.
    return render(request, "evidence/shown.html", {"agreement": agreement, "words": mark_safe(words.decode())})  # noqa: S308


@bearers_welcome
def shown_bytes(request: PersonRequest, agreement_id: UUID) -> HttpResponse:
    """Give the exact bytes that were shown."""
    agreement = agreement_for(request, agreement_id)
    return download(intact_content(agreement.shown_sha256), "application/octet-stream", "shown.html")


def intact_content(digest: str) -> bytes:
    """Return bytes that are still what their hash says; altered ones are not shown to anybody."""
    content = read_content(digest)
    if sha256(content).hexdigest() != digest:
        raise Http404
    return content
