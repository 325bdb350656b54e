"""The pages of records in Welsh; the papers themselves stay English."""

import ast
import json
from pathlib import Path

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils import timezone
from django.utils.translation import override

from countersign.evidence.findings import said
from countersign.evidence.records import bundle_of, pdf_of
from countersign.ledger import verifier
from countersign.ledger.export import chain_lines
from countersign.people.models import Person
from countersign.policies.tests.factories import sign_in
from countersign.ui.testing import PageClient

from .factories import make_record, make_signed


def in_welsh(person: Person | None = None) -> PageClient:
    client = PageClient()
    if person:
        sign_in(client, person)
    client.cookies["countersign-language"] = "cy"
    return client


@pytest.mark.django_db
def test_a_record_is_read_in_welsh() -> None:
    record = make_record()

    page = in_welsh(record.agreement.person).get(f"/records/{record.agreement.public_id}/").content.decode()

    for words in (
        "Llofnodwyd a chydlofnodwyd", "a derbyniodd yr ysgol hynny.", "Ei edefyn", "Cyhoeddwyd argraffiad 1",
        "Cyfan</strong> gwiriwyd nawr", "Sut y’i llofnodwyd", "Bod pob gair wedi’i ddeall.",
    ):  # fmt: skip
        assert words in page
    for words in ("Signed", "Countersigned for", "checked just now", "That every word"):
        assert words not in page


@pytest.mark.django_db
def test_a_receipt_is_english_whoever_asks_for_it() -> None:
    agreement, _ = make_signed()

    pdf = in_welsh(agreement.person).get(f"/records/{agreement.public_id}/record.pdf").content

    (facts,) = (json.loads(each) for each in verifier.attachments(pdf) if b'"countersign/record-data/1"' in each)
    assert [each["title"] for each in facts["thread"]] == ["Edition 1 was published", "Signed"]


def checked(content: bytes, name: str) -> str:
    page = in_welsh().post("/verify/", {"file": SimpleUploadedFile(name, content)})
    text: str = page.content.decode()
    return text


@pytest.mark.django_db
def test_what_was_found_in_a_record_is_said_in_welsh() -> None:
    record = make_record()
    pdf = pdf_of(record)
    spoilt = pdf[:3000] + bytes([pdf[3000] ^ 1]) + pdf[3001:]
    chain = b"".join(chain_lines(record.agreement.school.chain, at=timezone.now()))
    files = {"record.pdf": pdf, "spoilt.pdf": spoilt, "chain.jsonl": chain}
    files["bundle.zip"] = bundle_of(record, at=timezone.now())

    pages = {name: checked(content, name) for name, content in files.items()}

    assert "Mae’r cofnod hwn yn gyfan" in pages["record.pdf"]
    assert "Gwraidd y gosodiad hwn ydyw." in pages["record.pdf"]
    assert "Nid yw’r cofnod hwn yn gyfan" in pages["spoilt.pdf"]
    assert "Newidiwyd y PDF ar ôl ei selio" in pages["spoilt.pdf"]
    for name, content in files.items():
        trust = verifier.Trust(known_as="this installation’s")
        english = [
            sentence for _, sentence in verifier.check_bytes(content, trust).lines if "fingerprint" not in sentence
        ]
        assert not [sentence for sentence in english if sentence in pages[name]]
    assert "Nid yw’r ffeil yn PDF, yn fwndel (.zip)" in checked(b"Dear parents", "letter.txt")
    assert "Dewiswch y ffeil i’w gwirio" in in_welsh().post("/verify/").content.decode()


SAYING = {"Wrong", "refuse", "check", "good", "note", "wrong"}
NAMED = {
    "name": "ledger",
    "where": "Line 7",
    "what": "The signature of checkpoint 7",
    "trust.known_as": "this installation’s",
    "says": "An authority says that checkpoint 7 existed on a day",
    "'you gave' if trust.time_roots else 'in this file'": "in this file",
    "_count(len(lines.contents), 'content')": "7 contents",
    "_count(open_, 'entry', 'entries')": "7 entries",
}
NEVER_HERE = "The root's fingerprint is"  # said where nobody says which root is trusted; the page always does


def sentences_of(program: str) -> list[str]:
    """Return what the verifier may say, with something named in each place."""
    found = []
    for call in ast.walk(ast.parse(program)):
        name = getattr(call.func, "id", getattr(call.func, "attr", "")) if isinstance(call, ast.Call) else ""
        if isinstance(call, ast.Call) and name in SAYING and call.args:
            said_here = call.args[0]
            each = [said_here.body, said_here.orelse] if isinstance(said_here, ast.IfExp) else [said_here]
            found += [text_of(one) for one in each if isinstance(one, ast.Constant | ast.JoinedStr)]
    return [sentence for sentence in found if not sentence.startswith(NEVER_HERE)]


def text_of(node: ast.expr) -> str:
    if isinstance(node, ast.JoinedStr):
        return "".join(text_of(part) for part in node.values)
    if isinstance(node, ast.FormattedValue):
        return NAMED.get(ast.unparse(node.value), "7")
    assert isinstance(node, ast.Constant)
    return str(node.value)


def test_whatever_the_verifier_says_can_be_said_in_welsh() -> None:
    sentences = sentences_of(Path(verifier.__file__).read_text())

    with override("cy"):
        unsaid = [sentence for sentence in sentences if said(sentence) == sentence]

    assert len(sentences) > 80
    assert not unsaid, "\n".join(unsaid)
