"""Making records: the receipt at once, the sealed record when the last party has acted, the bundle for verifying."""

import io
import zipfile
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from django.db import IntegrityError, transaction

from countersign.agreements.models import Agreement
from countersign.ledger import verifier
from countersign.ledger.actions import keep, read_content, record
from countersign.ledger.canonical import canonical, to_millisecond
from countersign.ledger.export import record_lines
from countersign.ledger.models import Content
from countersign.ledger.texts import text_of
from countersign.ui.printing import printable
from countersign.words import in_english

from .events import RecordSealed
from .facts import code_of, gather
from .models import Record
from .paper import paper_of
from .sealing import seal
from .threads import Knot, thread_of
from .typesetting import typeset

HOW_TO = """\
How to check this record without us
===================================

    python3 countersign-verify.py THIS-BUNDLE.zip --fingerprint "the root's fingerprint, as the school gave it to you"

The program is in this bundle; it is safer to take it from the school's page /verify/ or from another Countersign.
It needs Python 3.9 or newer and the openssl program, and no network.

record.pdf        the record as people read it, sealed by the school
evidence.jsonl    the entries of the ledger with their proofs, and the certificates
contents/         the exact page that was shown, named by its SHA-256
"""


@dataclass(frozen=True)
class Made:
    """A typeset and sealed paper."""

    code: str
    pdf: bytes


@in_english
def make_paper(agreement: Agreement, *, at: datetime) -> Made:
    """Typeset and seal what is known of an agreement now: a receipt before the countersignature, a record after."""
    thread = thread_of(agreement)
    facts = gather(agreement, thread, at=at)
    signed = next(knot.entry for knot in thread if knot.entry.kind == "agreement.signed")
    lines = evidence_of(agreement, thread, at=at)
    text = text_of(signed, agreement.school.chain.uuid)
    # Only a text that is printed exactly can be typed from paper and hashed.
    paper = paper_of(facts, by_hand=(signed.seq, text) if _can_be_typed(text) else None)
    pdf = typeset(paper, attached={"record.json": canonical(facts).encode(), "evidence.jsonl": lines})
    reason = "The record of an agreement" if agreement.countersigned_at else "The receipt for a signature"
    return Made(facts["code"], seal(pdf, chain=agreement.school.chain, reason=reason))


def _can_be_typed(text: str) -> bool:
    return printable(text) == text and all(each < "\u0250" or "\u2010" <= each <= "\u2026" for each in text)


def evidence_of(agreement: Agreement, thread: list[Knot], *, at: datetime) -> bytes:
    """Return the entries of an agreement with their proofs and the page that was shown, as JSON lines."""
    entries = [knot.entry for knot in thread]
    return b"".join(record_lines(entries, chain=agreement.school.chain, at=at, contents=[agreement.shown_sha256]))


def seal_record(agreement: Agreement, *, at: datetime) -> Record:
    """Make the record of an agreement, once: a second call returns the first one's."""
    at = to_millisecond(at)
    made = make_paper(agreement, at=at)  # half the work of a second is done outside the transaction
    try:
        with transaction.atomic():
            digest = keep(made.pdf, "application/pdf", is_personal=True)
            kept = Record.objects.create(
                agreement=agreement, code=made.code, sealed_at=at, sha256=digest, size=len(made.pdf)
            )
            event = RecordSealed(subject=agreement.reference, code=made.code, pdf=digest, size=len(made.pdf))
            record(event, school=agreement.school, by=None, at=at)
    except IntegrityError:
        return Record.objects.get(agreement=agreement)
    return kept


def pdf_of(kept: Record) -> bytes:
    """Return the sealed PDF, byte for byte as it was made."""
    return read_content(kept.sha256)


def bundle_of(kept: Record, *, at: datetime) -> bytes:
    """Return the record with all that verifies it, and with whatever time stamps have come since."""
    agreement = kept.agreement
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED) as bundle:
        bundle.writestr("record.pdf", pdf_of(kept))
        bundle.writestr("evidence.jsonl", evidence_of(agreement, thread_of(agreement), at=at))
        shown = Content.objects.get(pk=agreement.shown_sha256)
        bundle.writestr(f"contents/{shown.sha256}.html", shown.read())
        bundle.writestr("countersign-verify.py", Path(verifier.__file__).read_bytes())
        bundle.writestr("HOW-TO-CHECK.txt", HOW_TO)
    return made.getvalue()


__all__ = ["Made", "bundle_of", "code_of", "evidence_of", "make_paper", "pdf_of", "seal_record"]
