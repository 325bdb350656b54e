"""What a record promises: it proves itself, it is made once, and nobody's name is refused."""

import io
import json
import re
import subprocess
import zipfile
from datetime import date, datetime, time, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

import pypdfium2
import pytest
from django.db import connection
from django.utils import timezone

from countersign.agreements.answering import answer_return
from countersign.agreements.campaigning import start
from countersign.agreements.decisions import refuse, return_with_question
from countersign.agreements.reminders import remind_due
from countersign.agreements.tests.factories import countersign, make_edition, make_headed_school, make_signer, sign
from countersign.agreements.tests.reading import make_linked, make_requiring, put_into_library, read_everything
from countersign.build import build_sha256
from countersign.demo.stage import staged
from countersign.evidence.jobs import seal_due
from countersign.evidence.models import Record
from countersign.evidence.paper import _lines as paper_lines
from countersign.evidence.records import bundle_of, make_paper, pdf_of, seal_record
from countersign.ledger import guards, keys, verifier
from countersign.ledger.checking import verify
from countersign.ledger.models import Entry
from countersign.notices.actions import send
from countersign.people.models import Person
from countersign.policies.tests.factories import make_draft, publish
from countersign.schools.models import School
from countersign.ui.printing import printable

from .factories import make_agreement, make_record, make_signed

pytestmark = pytest.mark.django_db

NAMES = [
    "Siobhán O’Brien (Jr) *",
    "Conor O'Brien",
    "#let x = 1; $x^2$ _a_ *b* `c` <d> @e //f /* g */ \\ [h] {i} = j",
    "محمد علي",
    "שרה לוי",
    "Zoë Łukasiewicz-Ngũgĩ",
    "Z\u0301o\u0308e\u0323 \u0061\u0301",
    "王小明",
    "Ana\u202eanA \u200bZero",
    "🙂 Smile",
    "Wolfeschlegelsteinhausenbergerdorff" * 5,
    "A " * 99 + "B",
]


def text_of(pdf: bytes) -> str:
    document = pypdfium2.PdfDocument(pdf)
    return "\n".join(page.get_textpage().get_text_range() for page in document)


def said(report: verifier.Report) -> list[str]:
    return [sentence for kind, sentence in report.lines if kind == "good"]


def test_a_record_proves_itself() -> None:
    report = verifier.check_bytes(pdf_of(make_record()), verifier.Trust(fingerprint=keys.root().fingerprint))

    assert report.is_whole, report.lines
    assert "The PDF is sealed as a whole by the school, and not one byte was changed since." in said(report)
    assert "1 checkpoint: signed by the installation, in order, and the entries are in the chain they name." in said(
        report
    )
    assert not any("not under a checkpoint" in sentence for _, sentence in report.lines)


def test_a_record_says_which_program_made_it_and_what_the_edition_was_that_day() -> None:
    agreement = make_agreement()
    school = agreement.school
    School.objects.filter(pk=school.pk).update(urn="123456", ukprn="10012345")
    seal_due(timezone.now() + timedelta(minutes=5))

    text = " ".join(text_of(pdf_of(Record.objects.get())).split())

    assert "The newest when it was signed, and in force" in text
    assert "URN 123456, UKPRN 10012345" in text
    assert build_sha256()[:20] in text.replace(" ", "")


def test_a_record_says_what_was_agreed_in_words() -> None:
    record = make_record(fields={"Job title": "Class teacher, Year 3"})

    text = " ".join(text_of(pdf_of(record)).split())

    for words in (
        "Signed and countersigned",
        "Nadia Kow agreed to Acceptable Use Policy, edition 1, and the school accepted it.",
        record.agreement.sentence,
        record.agreement.approval_sentence,
        "Class teacher, Year 3",
        "Remote access (marking at home)",
        "Single-use link sent to n…@mail.example",
        "That every word was understood.",
        f"Record {record.code}",
    ):
        assert words in text, words


def test_a_record_says_with_which_edition_what_was_shown_was_compared() -> None:
    agreement = make_agreement()
    agreement.reading["compared_with"] = 1
    agreement.edition.number = 3

    text = " ".join(text_of(make_paper(agreement, at=timezone.now()).pdf).split())

    assert "What changed since edition 1, which was signed before, with all of edition 3 to unfold" in text


def test_a_record_says_what_was_asked_and_answered_on_the_way() -> None:
    agreement, head = make_signed()
    return_with_question(agreement, by=head, capacity="Headteacher", question="Which laptop is it?")
    answer_return(agreement, by=agreement.person, text="The grey one.")

    text = " ".join(text_of(make_paper(countersign(agreement, head), at=timezone.now()).pdf).split())

    assert "Which laptop is it?" in text
    assert "The grey one." in text
    assert "The question was answered" in text


def test_a_record_says_how_somebody_was_asked_how_they_signed_and_how_faults_are_corrected() -> None:
    school, head = make_headed_school()
    person = make_signer(school)
    edition = make_edition(school, head)
    send(person, about=edition.reference, subject="A policy to sign", text="{link}", asked_by=head, at=timezone.now())

    text = " ".join(text_of(make_paper(sign(person, edition), at=timezone.now()).pdf).split())

    assert "A policy to sign, by mail: waiting," in text
    assert "Name typed, then “Sign edition 1” pressed" in text
    assert "nothing in it is edited or taken out" in text


def test_a_record_says_what_was_read_first_and_which_editions_of_other_policies_were_in_force() -> None:
    school, head = make_headed_school()
    library = put_into_library(make_linked(school), head)
    elsewhere = make_linked(school, "Images Policy", web_address="https://fernhill.example/images")
    edition = make_requiring(school, head, {library.policy: ["Sexting"], elsewhere: []})
    person = make_signer(school)
    read_everything(person, edition)
    agreement = sign(person, edition)

    text = " ".join(text_of(make_paper(agreement, at=timezone.now()).pdf).split())

    assert "Behaviour Policy: Sexting, edition 1: read" in text
    assert "Behaviour Policy, edition 1: not opened" in text
    assert "Images Policy, at https://fernhill.example/images: not opened" in text
    assert library.content_sha256 in text.replace(" ", "")


def test_the_entry_printed_for_checking_by_hand_has_the_hash_printed_beside_it() -> None:
    record = make_record()
    signed = Entry.objects.get(kind="agreement.signed")

    text = text_of(pdf_of(record)).replace("\r\n", "\n")
    printed = re.search(r'\{"at".*?"subject":"[^"]*"\}', text.replace("\n", ""))
    assert printed
    typed = printed[0]

    assert signed.hash in text
    assert verifier.sha256_text(typed) == signed.hash


def test_no_line_that_is_typed_from_paper_ends_with_a_hyphen() -> None:
    text = "x" * 99 + "-0088 " + "y" * 200

    lines = paper_lines(text)

    assert "".join(lines) == text
    assert not any(line.endswith(("-", " ")) or line.startswith(" ") for line in lines)


def test_the_data_is_attached_as_it_was_typed() -> None:
    record = make_record("Siobhán O’Brien 王")

    data = next(each for each in verifier.attachments(pdf_of(record)) if b'"schema"' in each)

    assert json.loads(data)["signer"]["name"] == "Siobhán O’Brien 王"


@pytest.mark.parametrize("name", NAMES)
def test_nobodys_name_is_refused_or_taken_for_markup(name: str) -> None:
    agreement = make_agreement(name)
    paper = make_paper(agreement, at=timezone.now())

    text = "".join(text_of(paper.pdf).split())
    expected = "".join(printable(name).split())

    # The order in which a reader returns right-to-left letters is its own: each letter must be there.
    assert expected in text or all(each in text for each in expected)
    assert verifier.check_bytes(paper.pdf).is_whole


def test_a_character_without_a_glyph_is_printed_as_its_number() -> None:
    assert printable("王 \u202e x\x00\t y") == "[U+738B] [U+202E] x[U+0000] y"


def test_a_receipt_is_there_at_once_and_says_what_it_is() -> None:
    agreement, _ = make_signed()

    receipt = make_paper(agreement, at=timezone.now())

    report = verifier.check_bytes(receipt.pdf)
    assert report.is_whole, report.lines
    assert "The school has not countersigned yet" in " ".join(text_of(receipt.pdf).split())
    assert any("not under a checkpoint yet" in sentence for _, sentence in report.lines)


def test_a_receipt_says_so_when_the_school_refused() -> None:
    agreement, head = make_signed()
    refused = refuse(agreement, by=head, capacity="Headteacher", reason="Another form is needed")

    text = " ".join(text_of(make_paper(refused, at=timezone.now()).pdf).split())

    assert "The school did not countersign it. This is the receipt." in text
    assert "has not countersigned yet" not in text


def test_a_record_is_sealed_once_however_often_it_is_asked_for() -> None:
    record = make_record()
    again = timezone.now() + timedelta(minutes=9)

    assert seal_due(again) == 0
    assert seal_record(record.agreement, at=again) == record
    assert Record.objects.count() == 1
    assert Entry.objects.filter(kind="record.sealed").count() == 1
    assert verify() == []


def test_nothing_is_sealed_before_the_school_has_acted() -> None:
    make_signed()

    assert seal_due(timezone.now() + timedelta(days=1)) == 0


def test_a_bundle_verifies_with_what_is_in_it(tmp_path: Path) -> None:
    record = make_record()
    file = tmp_path / "bundle.zip"
    file.write_bytes(bundle_of(record, at=timezone.now()))
    with zipfile.ZipFile(file) as bundle:
        bundle.extract("countersign-verify.py", tmp_path)
        assert {"record.pdf", "evidence.jsonl", "HOW-TO-CHECK.txt"} <= set(bundle.namelist())

    command = ["python3", "-I", "-S", str(tmp_path / "countersign-verify.py"), str(file)]
    done = subprocess.run(command, capture_output=True, text=True, check=False)

    assert done.returncode == 0, done.stdout + done.stderr
    assert "good   The PDF and the lines beside it tell of the same entries, under the same root." in done.stdout


def test_a_bundle_of_two_records_is_not_whole() -> None:
    one, two = make_record(), make_record("Another Person")
    mixed = io.BytesIO()
    with zipfile.ZipFile(mixed, "w") as bundle:
        bundle.writestr("record.pdf", pdf_of(one))
        with zipfile.ZipFile(io.BytesIO(bundle_of(two, at=timezone.now()))) as other:
            bundle.writestr("evidence.jsonl", other.read("evidence.jsonl"))

    assert not verifier.check_bytes(mixed.getvalue()).is_whole


def test_the_page_shown_cannot_be_exchanged_in_a_bundle() -> None:
    whole = io.BytesIO(bundle_of(make_record(), at=timezone.now()))
    spoilt = io.BytesIO()
    with zipfile.ZipFile(whole) as bundle, zipfile.ZipFile(spoilt, "w") as other:
        for name in bundle.namelist():
            other.writestr(name, bundle.read(name) + (b" " if name.startswith("contents/") else b""))

    report = verifier.check_bytes(spoilt.getvalue())

    assert any(kind == "WRONG" and "was altered" in sentence for kind, sentence in report.lines)


def test_a_record_whose_agreement_is_tampered_with_is_not_whole() -> None:
    from countersign.evidence.threads import thread_of
    from countersign.evidence.verifying import verify_record

    record = make_record()
    agreement = record.agreement
    assert verify_record(agreement, thread_of(agreement), record).is_whole

    with guards.lifted(connection):
        Entry.objects.filter(kind="agreement.signed").update(
            subject=agreement.reference, kind="agreement.signed", by=None
        )
    spoilt = verify_record(agreement, thread_of(agreement), record)
    assert spoilt.wrong == ["an entry was altered"]


def test_a_record_says_when_and_how_its_signer_was_asked() -> None:
    monday = date(2026, 11, 2)
    with staged(datetime.combine(monday, time(9), tzinfo=ZoneInfo("Europe/London"))) as stage:
        school, head = make_headed_school()
        edition = publish(make_draft(school, by=head), head, effective_date=monday)
        nadia = make_signer(school)
        Person.objects.filter(pk=nadia.pk).update(email="nadia@mail.example")
        nadia.refresh_from_db()
        start(school, by=head, at=timezone.now())
        for day in (2, 5, 11, 13, 17):
            stage.moment = datetime(2026, 11, day, 9, tzinfo=ZoneInfo("Europe/London"))
            remind_due(timezone.now())
        agreement = sign(nadia, edition)

        text = " ".join(text_of(make_paper(agreement, at=timezone.now()).pdf).split())

    assert text.count("Please read and sign by 16 November 2026: Fernhill Primary School, by mail: waiting") == 1
    assert "The line manager or headteacher, on school day 11: 17 November 2026" in text
