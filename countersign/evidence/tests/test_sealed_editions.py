"""The sealed PDF of an edition: made once, at an address that stays, and refused when one byte of it is another."""

import random
from hashlib import sha256
from typing import Any

import pypdfium2
import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import IntegrityError, connection, transaction
from django.test import Client
from django.utils import timezone

from countersign.evidence.editions import edition_in, make_pdf, seal_edition, seal_editions
from countersign.evidence.models import SealedEdition
from countersign.evidence.tests.factories import make_record
from countersign.ledger import keys, verifier
from countersign.ledger.actions import read_content
from countersign.ledger.models import Entry
from countersign.people.models import Person
from countersign.policies import actions
from countersign.policies.models import Edition
from countersign.policies.tests.approving import approve, make_approved_school
from countersign.policies.tests.factories import (
    make_administrator,
    make_draft,
    make_person,
    make_school,
    publish,
    put_in_post,
)
from countersign.policies.tests.test_wordings import SYMBOLS, make_wordings
from countersign.ui.testing import PageClient

pytestmark = pytest.mark.django_db


@pytest.fixture
def administrator() -> Person:
    return make_administrator(make_school())


@pytest.fixture
def edition(administrator: Person) -> Edition:
    put_in_post(make_person(administrator.school, "Siobhan", "Quill"), "dsl")
    draft = make_draft(administrator.school, "I keep my password to myself.", "I tell {post:dsl}.", by=administrator)
    draft.parts.filter(number="2").update(roles=["governors"])
    return publish(draft, administrator)


def address_of(edition: Edition) -> str:
    return f"/policies/{edition.policy.public_id}/editions/{edition.number}.pdf"


def pdf_at(edition: Edition) -> bytes:
    content: bytes = Client().get(address_of(edition)).content
    return content


def words_of(pdf: bytes) -> str:
    pages = pypdfium2.PdfDocument(pdf)
    return " ".join(" ".join(page.get_textpage().get_text_range() for page in pages).split())


def checked(pdf: bytes) -> str:
    page = PageClient().post("/verify/", {"file": SimpleUploadedFile("policy.pdf", pdf)})
    text: str = page.content.decode()
    return text


def test_the_worker_makes_the_paper_of_each_edition_once(edition: Edition) -> None:
    now = timezone.now()

    assert seal_editions(now) == 1
    assert seal_editions(now) == 0
    kept = SealedEdition.objects.get(edition=edition)
    assert seal_edition(edition, at=now) == kept

    assert pdf_at(edition) == pdf_at(edition) == read_content(kept.sha256)
    entry = Entry.objects.get(kind="edition.sealed")
    assert entry.subject == edition.reference
    assert entry.contents == {"pdf": kept.sha256}


def test_whoever_asks_before_the_worker_came_round_is_given_the_same(edition: Edition) -> None:
    first = pdf_at(edition)

    assert seal_editions(timezone.now()) == 0
    assert pdf_at(edition) == first


def test_it_says_what_binds_whom_and_where_the_newest_is_and_names_nobody_who_holds_a_post(edition: Edition) -> None:
    words = words_of(pdf_at(edition))

    for said in (
        "Fernhill Primary School",
        "Acceptable Use Policy",
        "Edition 1",
        "By 23 November 2027",
        "Staff and governors",
        "1 I keep my password to myself.",
        "2 I tell the designated safeguarding lead.",
        "For governors",
        edition.content_sha256,
        f"http://testserver/policies/{edition.policy.public_id}/",
    ):
        assert said in words, said
    assert "Quill" not in words


def test_the_governors_who_approved_an_edition_stand_on_its_cover() -> None:
    administrator, governors, draft = make_approved_school()
    actions.ask_for_approval(draft, by=administrator)
    for governor in governors[:2]:
        approve(draft, governor)

    words = words_of(pdf_at(publish(Edition.objects.get(pk=draft.pk), administrator)))

    for governor in governors[:2]:
        assert f"Approved by {governor.name}" in words
    assert governors[2].name not in words


def test_anybody_checks_a_copy_and_is_told_which_edition_it_is(edition: Edition) -> None:
    page = checked(pdf_at(edition))

    assert "This is the school’s sealed edition" in page
    assert "edition 1 of" in page
    assert f"/policies/{edition.policy.public_id}/editions/1/" in page


def test_the_exact_text_and_its_entry_in_the_ledger_are_attached(edition: Edition) -> None:
    pdf = pdf_at(edition)

    attached = verifier.attachments(pdf)
    report = verifier.check_bytes(pdf, verifier.Trust(root=keys.root().pem))

    assert edition.content_sha256 in {sha256(each).hexdigest() for each in attached}
    assert report.is_whole, report.lines
    assert report.entries == 1


def test_one_byte_altered_anywhere_is_refused(edition: Edition) -> None:
    pdf, chance, openssl = pdf_at(edition), random.Random(11), verifier.OpenSSL()
    trust = verifier.Trust(root=keys.root().pem)

    def is_refused(altered: bytes) -> bool:
        report = verifier.Report()
        try:
            verifier.check_pdf(altered, report, openssl, trust)
        except verifier.CannotCheck:
            return True
        return not report.is_whole

    assert not is_refused(pdf)
    for place in chance.sample(range(len(pdf)), 40):
        altered = pdf[:place] + bytes([pdf[place] ^ (1 << chance.randrange(8))]) + pdf[place + 1 :]
        assert is_refused(altered), place
        assert edition_in(altered) is None
    openssl.close()
    assert "This record is not whole" in checked(pdf[:5000] + bytes([pdf[5000] ^ 1]) + pdf[5001:])


@pytest.mark.parametrize(
    "statement",
    ["UPDATE {table} SET sha256 = 'another'", "DELETE FROM {table}"],
    ids=["altered", "deleted"],
)
@pytest.mark.parametrize("table", ["evidence_sealededition", "evidence_record"])
def test_the_database_refuses_to_put_another_paper_in_the_place_of_a_sealed_one(
    edition: Edition, table: str, statement: str
) -> None:
    seal_edition(edition, at=timezone.now())
    make_record()

    with pytest.raises(IntegrityError, match="cannot be"), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(statement.format(table=table))


def test_it_may_be_kept_for_ever_and_is_not_sent_twice(edition: Edition) -> None:
    response = Client().get(address_of(edition))

    assert response.headers["Cache-Control"] == "public, max-age=31536000, immutable"
    assert response.headers["Content-Disposition"] == 'inline; filename="acceptable-use-policy-edition-1.pdf"'
    assert "frame-ancestors 'none'" in response.headers["Content-Security-Policy"]
    again = Client().get(address_of(edition), headers={"If-None-Match": response.headers["ETag"]})
    assert again.status_code == 304
    since = Client().get(address_of(edition), headers={"If-Modified-Since": response.headers["Last-Modified"]})
    assert since.status_code == 304


def test_a_withdrawn_policys_papers_stay_and_a_draft_has_none(administrator: Person, edition: Edition) -> None:
    first = pdf_at(edition)
    actions.new_draft(edition.policy, by=administrator)
    other = make_draft(administrator.school, "I bring books back.", by=administrator)
    actions.withdraw(edition.policy, by=administrator, reason="The trust has its own.")

    assert pdf_at(edition) == first
    for policy, number in ((edition.policy, 2), (edition.policy, 0), (other.policy, 1)):
        assert Client().get(f"/policies/{policy.public_id}/editions/{number}.pdf").status_code == 404


HARD: list[dict[str, Any]] = [
    {"text": "#panic() $x$ \\ `raw` *b* _i_ <label> @ref // [a] {b} = - + / 1. ~ 'q' \"q\" & % \u202e"},
    {"text": "Gweler Ŵyn ŷ, العربية, עברית, 王, 😀, \ufffd and Łódź"},
    {"text": "w" * 3000},
    {"text": "one\n\n\ntwo\n three ", "lead_in": "\n"},
    {"text": "**bold**right**after** {post:dsl}{name:dsl}"},
    {
        "text": "x",
        "number": "12.3.4(a)(iv)",
        "children": [{"number": "", "text": "a"}, {"number": "(ii)", "text": "b"}],
    },
]


@pytest.mark.parametrize("words", HARD, ids=range(len(HARD)))
def test_whatever_words_an_edition_has_it_is_typeset_and_sealed(administrator: Person, words: dict[str, Any]) -> None:
    draft = make_draft(administrator.school, "I lock my screen.", by=administrator, title="A & B <c> #d " + "t" * 200)
    draft.parts.filter(number="1").update(**words)

    assert verifier.check_bytes(make_pdf(publish(draft, administrator), at=timezone.now())).is_whole


def test_every_wording_of_an_edition_is_printed_with_its_own_fingerprint(administrator: Person) -> None:
    draft = make_wordings(administrator, (SYMBOLS, "{symbol:tell} I tell an adult I know."))
    edition = publish(draft, administrator)

    words = words_of(pdf_at(edition))

    assert words.index("I report concerns") < words.index("For pupils in key stage 2") < words.index("I tell an adult.")
    assert words.index("With symbols") < words.index("I tell an adult I know.")
    for wording in edition.wordings.all():
        assert wording.content_sha256 in words
