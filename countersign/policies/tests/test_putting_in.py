import io
import os
import time
import zipfile
from datetime import date
from pathlib import Path

import pytest
from django.conf import settings
from django.core.files.uploadedfile import SimpleUploadedFile

from countersign.ledger.actions import read_content
from countersign.ledger.models import Content, Entry
from countersign.people.models import Person
from countersign.policies import receiving
from countersign.policies.models import Doubt, Edition, Part, Policy
from countersign.policies.tests.factories import make_administrator, make_person, make_school, put_in_post, sign_in
from countersign.ui.testing import PageClient

pytestmark = pytest.mark.django_db

AGREEMENT = """Acceptable Use Policy: Staff and Volunteers

Last reviewed: 14 September 2026

Why do we need this?

Online safety is part of safeguarding.

What am I agreeing to?

1. I have read the Online Safety Policy and will keep to it.
2. I will report any worry to the Designated Safeguarding Lead (child) or Headteacher (adult) Mrs Howells/Mrs Penn.
3. I will not share my password with anybody.

User Signature

I agree to abide by all the points above.

Signature ..... Date .....

Name ..... (printed)
"""


@pytest.fixture
def administrator() -> Person:
    return make_administrator(make_school())


@pytest.fixture
def client(administrator: Person) -> PageClient:
    return sign_in(PageClient(), administrator)


def put_in(client: PageClient, content: bytes | str, name: str = "aup.txt", **answers: str) -> str:
    """Put a file in, and return where it leads, or the page with what is wrong."""
    data = content.encode() if isinstance(content, str) else content
    answer = client.post("/policies/put-in/", {"file": SimpleUploadedFile(name, data), "text": "", **answers})
    return answer.headers.get("Location") or answer.content.decode()


def the_draft() -> Edition:
    return Edition.objects.drafts().get()


def test_a_file_becomes_a_draft_and_is_kept_exactly(client: PageClient) -> None:
    place = put_in(client, AGREEMENT)

    draft = the_draft()
    assert place == f"/policies/drafts/{draft.public_id}/"
    assert read_content(draft.source_sha256) == AGREEMENT.encode()
    assert draft.last_reviewed == "2026-09-14"
    assert draft.audience == ["staff", "volunteers"]
    assert draft.signature_fields[:2] == ["Signature", "Date"]
    assert [part.number for part in draft.parts.filter(kind=Part.Kind.CLAUSE)] == ["1", "2", "3"]
    assert Entry.objects.get(kind="edition.drafted").contents["source"] == draft.source_sha256


def test_headings_and_what_stands_under_them_keep_their_order(client: PageClient) -> None:
    put_in(client, AGREEMENT)

    kinds = [(part.kind, part.text[:20]) for part in the_draft().parts.kept()][:4]
    assert kinds == [
        ("section", "Why do we need this?"),
        ("passage", "Online safety is par"),
        ("section", "What am I agreeing t"),
        ("clause", "I have read the Onli"),
    ]


def test_names_become_posts_for_a_person_to_confirm_or_put_back(client: PageClient) -> None:
    put_in(client, AGREEMENT)
    draft = the_draft()
    clause = draft.parts.get(number="2")
    assert clause.text.endswith("Headteacher (adult) {name:dsl}/{name:headteacher}.")
    assert clause.source.endswith("Mrs Howells/Mrs Penn.")
    doubt = draft.doubts.get(part=clause)
    assert doubt.text.startswith("Two names follow two posts. We joined them in that order: “Mrs Howells” as")

    client.post(f"/policies/drafts/{draft.public_id}/doubts/{doubt.pk}/", {"answer": "1"})
    clause.refresh_from_db()
    assert clause.text.endswith("Headteacher (adult) Mrs Howells/Mrs Penn.")


def test_a_name_is_joined_to_the_post_its_holder_has_at_the_school(client: PageClient, administrator: Person) -> None:
    holder = make_person(administrator.school, "Siân", "Howells")
    Person.objects.filter(pk=holder.pk).update(printed_name="Mrs Howells")
    put_in_post(holder, "dsl")
    put_in(client, AGREEMENT)

    page = client.get(f"/policies/drafts/{the_draft().public_id}/").content.decode()
    assert "Prints as: Mrs Howells, the headteacher" in page
    assert "In Countersign nobody is headteacher yet." in page


def test_each_ambiguous_date_is_asked_for_itself_and_one_press_sets_it(client: PageClient) -> None:
    dates = "Last reviewed: 04/09/2025\n\nDate of next review: 04/09/2026"
    put_in(client, AGREEMENT.replace("Last reviewed: 14 September 2026", dates))
    draft = the_draft()
    doubts = list(draft.doubts.filter(kind="ambiguous-date"))
    assert [[answer["label"] for answer in doubt.answers] for doubt in doubts] == [
        ["4 September 2025", "9 April 2025"],
        ["4 September 2026", "9 April 2026"],
    ]

    client.post(f"/policies/drafts/{draft.public_id}/doubts/{doubts[1].pk}/", {"answer": "1"})
    draft.refresh_from_db()
    assert (draft.last_reviewed, draft.next_review) == ("2025-09-04", "2026-04-09")


def test_linked_policies_are_made_once_and_found_again(client: PageClient, administrator: Person) -> None:
    put_in(client, AGREEMENT)
    put_in(client, AGREEMENT.replace("the Online Safety Policy", "the school’s Online Safety policy"), "again.txt")

    assert Policy.objects.filter(is_signed=False).count() == 1
    assert {link.policy.title for draft in Edition.objects.all() for link in draft.links.all()} == {
        "Online Safety Policy"
    }


def test_pasted_words_are_read_too(client: PageClient) -> None:
    client.post("/policies/put-in/", {"text": AGREEMENT})

    assert the_draft().parts.filter(kind=Part.Kind.CLAUSE).count() == 3


def test_a_file_as_the_next_edition_keeps_the_keys_of_the_clauses_it_continues(
    client: PageClient, administrator: Person
) -> None:
    put_in(client, AGREEMENT)
    draft = the_draft()
    for doubt in draft.doubts.open():
        client.post(f"/policies/drafts/{draft.public_id}/doubts/{doubt.pk}/", {"answer": "0"})
    client.post(
        f"/policies/drafts/{draft.public_id}/publish/", {"effective_date": "2026-11-23", "review_date": "2027-11-23"}
    )
    newer = AGREEMENT.replace("3. I will not share", "3. I look after what is lent to me.\n4. I will not ever share")
    put_in(client, newer, "next.txt", into=str(draft.policy.public_id))

    second = the_draft()
    assert second.policy_id == draft.policy_id
    old = draft.parts.get(text__startswith="I will not share")
    assert second.parts.get(text__startswith="I will not ever share").key == old.key
    assert second.parts.get(text__startswith="I look after").key not in set(draft.parts.values_list("key", flat=True))


@pytest.mark.parametrize(
    ("name", "content", "sentence"),
    [
        ("empty.docx", b"", "The file is empty"),
        ("holiday.docx", b"PK\x03\x04 not really a zip", "holiday.docx"),
        ("picture.pdf", b"\x89PNG\r\n\x1a\n" + b"\0" * 500, "picture.pdf"),
        ("noise.txt", bytes(range(256)) * 40, "noise.txt"),
    ],
)
def test_what_cannot_be_read_is_refused_by_name_and_nothing_is_kept(
    client: PageClient, name: str, content: bytes, sentence: str
) -> None:
    page = put_in(client, content, name)

    assert sentence in page
    assert "Error:" in page
    assert not Edition.objects.exists()
    assert not Policy.objects.exists()
    assert not Content.objects.exists()


def test_a_second_press_finds_the_draft_that_the_first_one_made(client: PageClient) -> None:
    assert put_in(client, AGREEMENT) == put_in(client, AGREEMENT)
    assert Edition.objects.count() == Policy.objects.filter(is_signed=True).count() == 1


def bomb() -> bytes:
    """Return a Word file of some kilobytes that unpacks to a gigabyte."""
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("[Content_Types].xml", "<Types/>")
        with archive.open("word/document.xml", "w", force_zip64=True) as document:
            for _ in range(1024):
                document.write(b" " * (1 << 20))
    return packed.getvalue()


def test_a_zip_bomb_is_refused_quickly_and_the_server_goes_on(client: PageClient) -> None:
    content = bomb()
    start = time.monotonic()
    page = put_in(client, content, "bomb.docx")

    assert "bomb.docx" in page
    assert "Error:" in page
    assert time.monotonic() - start < 30
    assert not Content.objects.exists()
    assert put_in(client, AGREEMENT).startswith("/policies/drafts/")


def test_reading_that_takes_too_long_is_ended_with_everything_it_started(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(receiving, "SECONDS", 0.05)
    with pytest.raises(receiving.CannotRead, match=r"slow\.txt: reading it took longer"):
        receiving.read_apart(AGREEMENT.encode(), "slow.txt")


def test_a_file_s_name_is_only_a_name(client: PageClient) -> None:
    put_in(client, AGREEMENT, "..\\..\\secret\u202e<b>.txt")

    draft = the_draft()
    assert "/" not in draft.source_name
    assert "\u202e" not in draft.source_name
    answer = client.get(f"/policies/editions/{draft.public_id}/source/")
    assert answer.headers["Content-Disposition"].startswith("attachment")
    assert answer.content == AGREEMENT.encode()


def test_a_file_and_pasted_words_at_once_are_refused(client: PageClient) -> None:
    assert "Give one of them" in put_in(client, AGREEMENT, text="words")


def test_a_file_over_the_limit_is_refused_while_it_comes(client: PageClient) -> None:
    page = put_in(client, b"x" * (21 << 20), "huge.txt")

    assert "larger than 20 MB" in page
    assert not Content.objects.exists()


def test_several_agreements_in_one_file_are_offered_to_choose_from(client: PageClient) -> None:
    both = (
        AGREEMENT
        + "\n\n\f\n"
        + AGREEMENT.replace("Staff and Volunteers", "Pupils in Key Stage 2").replace(
            "Designated Safeguarding Lead (child) or Headteacher (adult) Mrs Howells/Mrs Penn", "my teacher"
        )
    )
    place = put_in(client, both)
    if place != "/policies/put-in/choose/":
        pytest.skip("the reader took it for one agreement")

    page = client.get(place).content.decode()
    assert "There are 2 agreements in this file" in page
    client.post(place, {"chosen": ["0", "1"]})
    assert Edition.objects.drafts().count() == 2
    assert Policy.objects.filter(is_signed=True).count() == 2


def test_nobody_else_puts_a_policy_in(administrator: Person) -> None:
    teacher = sign_in(PageClient(), make_person(administrator.school, "Tom", "Reed"))

    assert teacher.get("/policies/put-in/").status_code == 404
    assert teacher.post("/policies/put-in/", {"text": AGREEMENT}).status_code == 404
    assert not Edition.objects.exists()


SHARED = Path(os.environ.get("COUNTERSIGN_SHARED", Path(settings.ROOT).parent / "shared")) / "documents"
DOCUMENTS = sorted(SHARED.glob("*.txt")) if SHARED.is_dir() else []


@pytest.mark.skipif(not DOCUMENTS, reason="the two real agreements are not beside the checkout")
@pytest.mark.parametrize("number", range(len(DOCUMENTS)))
def test_a_real_agreement_goes_from_file_to_published_edition_without_a_wrong_value(
    client: PageClient, administrator: Person, number: int
) -> None:
    put_in(client, DOCUMENTS[number].read_bytes(), "agreement.txt")
    draft = the_draft()
    address = f"/policies/drafts/{draft.public_id}/"
    assert client.get(address).status_code == 200
    while doubt := draft.doubts.open().first():
        client.post(f"{address}doubts/{doubt.pk}/", {"answer": "0"})
    assert client.get(f"{address}preview/").status_code == 200
    answer = client.post(f"{address}publish/", {"effective_date": "2026-11-23", "review_date": "2027-11-23"})
    assert answer.status_code == 302, answer.content.decode()

    edition = Edition.objects.published().get()
    clauses = list(edition.parts.filter(kind=Part.Kind.CLAUSE))
    assert len(clauses) in (14, 24)
    if len(clauses) == 14:
        assert [clause.roles for clause in clauses] == [["staff", "governors"], *[None] * 13]
        assert [len(clause.children) for clause in clauses] == [0, 0, 0, 0, 2, *[0] * 9]
        assert (edition.last_reviewed, edition.next_review) == ("", "")
        assert set(edition.audience) == {"staff", "governors", "volunteers"}
        assert edition.approver_fields == ["Additional permissions (e.g. admin)", "Signature", "Name", "Role", "Date"]
        assert edition.signature_fields == ["Signature", "Name", "Role", "Date"]
    else:
        assert [clause.number for clause in clauses] == [str(number) for number in range(1, 25)]
        assert (edition.last_reviewed, edition.next_review) == ("2019-03-04", "2020-03-04")
        assert edition.audience == ["staff"]
        assert len(edition.asks) == 3
    assert client.get(f"/policies/editions/{edition.public_id}/").status_code == 200
    assert PageClient().get(f"/policies/{edition.policy.public_id}/").status_code == 200


def test_a_review_date_long_past_shows_as_overdue_at_once(client: PageClient) -> None:
    put_in(client, AGREEMENT.replace("Last reviewed: 14 September 2026", "Date of next review: 14 September 2019"))
    draft = the_draft()
    Doubt.objects.all().delete()
    page = client.get(f"/policies/drafts/{draft.public_id}/publish/").content.decode()
    assert 'value="2019"' in page
    client.post(
        f"/policies/drafts/{draft.public_id}/publish/", {"effective_date": "2026-11-23", "review_date": "2019-09-14"}
    )

    assert the_edition().review_date == date(2019, 9, 14)
    assert "Overdue" in client.get("/policies/").content.decode()


def the_edition() -> Edition:
    return Edition.objects.published().get()
