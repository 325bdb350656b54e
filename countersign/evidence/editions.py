"""The sealed PDF of each published edition: made once, by the worker or for whoever asks first, and never again."""

from datetime import datetime
from hashlib import sha256
from pathlib import Path

from django.db import IntegrityError, transaction

from countersign.ledger.actions import keep, read_content, record
from countersign.ledger.canonical import canonical, to_millisecond
from countersign.ledger.checkpoints import checkpoint
from countersign.ledger.export import record_lines
from countersign.ledger.models import Batch, Entry
from countersign.policies.models import Edition
from countersign.ui import typesetting
from countersign.words import in_english

from .edition_paper import paper_of
from .events import EditionSealed
from .models import SealedEdition
from .sealing import seal

TEMPLATE = Path(__file__).parent / "edition.typ"

AT_ONCE = 20
"""Editions in one run of the job."""


def seal_editions(now: datetime, limit: int = AT_ONCE) -> int:
    """Seal the published editions that have no PDF yet; return how many."""
    due = Edition.objects.published().filter(sealed=None)
    due = due.select_related("policy__school__chain").order_by("published_at", "pk")[:limit]
    return len([seal_edition(edition, at=now) for edition in due])


def seal_edition(edition: Edition, *, at: datetime) -> SealedEdition:
    """Make the sealed PDF of an edition, once: a second call returns the first one's."""
    at = to_millisecond(at)
    pdf = make_pdf(edition, at=at)  # outside the transaction: it takes a moment
    school = edition.policy.school
    try:
        with transaction.atomic():
            digest = keep(pdf, "application/pdf", is_personal=True)  # governors who approved it are named in it
            kept = SealedEdition.objects.create(edition=edition, sealed_at=at, sha256=digest, size=len(pdf))
            record(EditionSealed(subject=edition.reference, pdf=digest, size=len(pdf)), school=school, by=None, at=at)
    except IntegrityError:
        return SealedEdition.objects.get(edition=edition)
    return kept


@in_english
def make_pdf(edition: Edition, *, at: datetime) -> bytes:
    """
    Typeset and seal an edition: for people its words, for programs its exact text and the entry of its publishing.

    PDF/A-3a, as records are: only that may carry files (ISO 19005-3).
    """
    chain = edition.policy.school.chain
    entry = Entry.objects.get(chain=chain, kind="edition.published", subject=edition.reference)
    if not Batch.objects.filter(chain=chain, first__lte=entry.seq, last__gte=entry.seq).exists():
        checkpoint(at)
    lines = b"".join(record_lines([entry], chain=chain, at=at, contents=[edition.content_sha256]))
    attached = {"edition.json": read_content(edition.content_sha256), "evidence.jsonl": lines}
    printed = canonical(typesetting.as_printed(paper_of(edition, at=at)))
    pdf = typesetting.typeset(TEMPLATE, printed, standard="a-3a", attached=attached)
    return seal(pdf, chain=chain, reason=f"Edition {edition.number} as it was published")


def pdf_of(kept: SealedEdition) -> bytes | None:
    """Return the PDF byte for byte as it was sealed, or nothing where it is that no more."""
    content = read_content(kept.sha256)
    return content if sha256(content).hexdigest() == kept.sha256 else None


def edition_in(content: bytes) -> SealedEdition | None:
    """Return the edition whose PDF a file is, byte for byte."""
    found = SealedEdition.objects.filter(sha256=sha256(content).hexdigest())
    return found.select_related("edition__policy__school").first()
