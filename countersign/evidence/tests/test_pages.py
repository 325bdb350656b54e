"""The page of a record, what can be taken from it, and the page where anybody checks one."""

from datetime import timedelta

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test import Client
from django.utils import timezone

from countersign.agreements.models import Agreement
from countersign.agreements.tests.factories import make_signer
from countersign.evidence.jobs import seal_due
from countersign.evidence.records import pdf_of
from countersign.ledger import guards, keys, verifier
from countersign.ledger.export import chain_lines
from countersign.ledger.models import Entry
from countersign.people.models import Person
from countersign.policies.tests.factories import sign_in
from countersign.ui.testing import PageClient

from .factories import make_agreement, make_record, make_signed

pytestmark = pytest.mark.django_db


def signed_in(person: Person) -> PageClient:
    """Return a client at which a person has signed in."""
    return sign_in(PageClient(), person)


def address(agreement: Agreement, rest: str = "") -> str:
    return f"/records/{agreement.public_id}/{rest}"


def test_the_signer_sees_the_record_whole_and_takes_it_away() -> None:
    record = make_record()
    client = signed_in(record.agreement.person)

    page = client.get(address(record.agreement))

    assert page.status_code == 200
    text = page.content.decode()
    assert "Signed and countersigned" in text
    assert "Whole</strong> checked just now" in text
    assert "That every word was understood." in text
    pdf = client.get(address(record.agreement, "record.pdf"))
    assert pdf.content == pdf_of(record)
    assert pdf.headers["Content-Disposition"] == f'attachment; filename="record-{record.code.lower()}.pdf"'
    bundle = client.get(address(record.agreement, "bundle.zip"))
    assert verifier.check_bytes(bundle.content).is_whole
    shown = client.get(address(record.agreement, "shown/"))
    words = client.get(address(record.agreement, "shown.html")).content.decode()
    assert "I keep my password to myself." in words
    assert words in shown.content.decode()


def test_before_the_school_has_signed_there_is_a_receipt_and_no_bundle() -> None:
    agreement, _ = make_signed()
    client = signed_in(agreement.person)

    page = client.get(address(agreement))
    receipt = client.get(address(agreement, "record.pdf"))

    assert "Receipt" in page.content.decode()
    assert verifier.check_bytes(receipt.content).is_whole
    assert client.get(address(agreement, "bundle.zip")).status_code == 404


def test_the_approver_sees_it_and_nobody_else_does() -> None:
    agreement = make_agreement()
    seal_due(timezone.now() + timedelta(minutes=3))
    colleague = make_signer(agreement.school, "Ines", "Vale")
    assert agreement.countersigned_by

    assert signed_in(agreement.countersigned_by).get(address(agreement)).status_code == 200
    for rest in ("", "record.pdf", "bundle.zip", "shown/"):
        assert signed_in(colleague).get(address(agreement, rest)).status_code == 404
        assert Client().get(address(agreement, rest)).status_code == 302


def test_the_page_says_so_when_the_ledger_was_altered() -> None:
    record = make_record()
    with guards.lifted(connection):
        Entry.objects.filter(kind="agreement.signed").update(by="person:somebody-else")

    page = signed_in(record.agreement.person).get(address(record.agreement))

    assert "Not whole</strong> checked just now" in page.content.decode()
    assert "an entry was altered" in page.content.decode()


def checked(content: bytes, name: str = "record.pdf") -> str:
    page = PageClient().post("/verify/", {"file": SimpleUploadedFile(name, content)})
    assert page.status_code == 200
    text: str = page.content.decode()
    return text


def test_anybody_checks_a_record_without_signing_in() -> None:
    record = make_record()
    pdf = pdf_of(record)

    assert "This record is whole" in checked(pdf)
    assert "The root is this installation’s." in checked(pdf)
    spoilt = pdf[:3000] + bytes([pdf[3000] ^ 1]) + pdf[3001:]
    assert "This record is not whole" in checked(spoilt)
    chain = b"".join(chain_lines(record.agreement.school.chain, at=timezone.now()))
    assert "This record is whole" in checked(chain, "chain.jsonl")


def test_a_file_that_is_no_record_is_answered_with_a_sentence() -> None:
    assert "The file is neither a PDF, nor a bundle (.zip), nor exported lines (.jsonl)." in checked(b"Dear parents")
    assert "This file is empty" in checked(b"")
    page = PageClient().post("/verify/")
    assert "Choose the file to check" in page.content.decode()


def test_what_is_needed_to_check_without_us_can_be_taken() -> None:
    client = PageClient()

    page = client.get("/verify/")
    program = client.get("/verify/countersign-verify.py")
    root = client.get("/verify/root.crt")

    assert keys.root().fingerprint in page.content.decode()
    assert b"def main(" in program.content
    assert root.content.decode() == keys.root().pem
    assert "Its hash is the SHA-256 of its canonical text." in client.get("/verify/record-format/").content.decode()
