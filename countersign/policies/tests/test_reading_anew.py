"""A newer file put into an open draft: matched by its words, and nothing that somebody wrote is lost."""

import pytest
from django.db import transaction

from countersign.ledger.models import Entry
from countersign.people.models import Person
from countersign.policies import actions
from countersign.policies.models import EarlierText, Edition, Part
from countersign.policies.tests.factories import make_administrator, make_school, publish, sign_in
from countersign.policies.tests.test_putting_in import AGREEMENT, put_in
from countersign.policies.tests.test_wordings import KS2
from countersign.ui.testing import PageClient

pytestmark = pytest.mark.django_db

NEWER = AGREEMENT.replace(
    "3. I will not share my password with anybody.",
    "3. I look after what is lent to me.\n4. I will not ever share my password with anybody.",
).replace("1. I have read the Online Safety Policy and will keep to it.\n2. I will", "1. I will")


@pytest.fixture
def administrator() -> Person:
    return make_administrator(make_school())


@pytest.fixture
def client(administrator: Person) -> PageClient:
    return sign_in(PageClient(), administrator)


def the_draft(client: PageClient) -> Edition:
    put_in(client, AGREEMENT)
    return Edition.objects.get()


def part_of(draft: Edition, words: str) -> Part:
    return draft.parts.kept().get(text__icontains=words)


def again(client: PageClient, draft: Edition, content: str = NEWER) -> str:
    return put_in(client, content, "next.txt", into=f"draft:{draft.public_id}")


def test_clauses_are_matched_by_their_words_not_their_numbers(client: PageClient) -> None:
    draft = the_draft(client)
    password, worry = part_of(draft, "share my password"), part_of(draft, "report any worry")
    page = client.get(again(client, draft)).content.decode()

    assert Edition.objects.count() == 1
    assert "1 part with new words, 1 part new, 1 part taken out" in page
    assert part_of(draft, "not ever share").key == password.key
    assert (part_of(draft, "report any worry").key, part_of(draft, "report any worry").number) == (worry.key, "1")
    gone = draft.parts.exclude(removed_at=None).get()
    assert gone.text.startswith("I have read the Online Safety Policy")
    actions.put_back(gone, by=Person.objects.get(is_administrator=True))
    assert Entry.objects.get(kind="edition.read-anew").fields["source_name"] == "next.txt"


def test_the_same_file_again_changes_nothing_that_anybody_wrote(client: PageClient, administrator: Person) -> None:
    draft = the_draft(client)
    part = part_of(draft, "share my password")
    words = actions.Words("I share no password.", "clause", "3", topics=["accounts-passwords"], roles=["staff"])
    actions.change_part(part, words, revision=part.revision, by=administrator)
    before = list(draft.parts.order_by("pk").values("key", "text", "roles", "topics", "number", "removed_at"))
    again(client, draft, AGREEMENT)

    assert list(draft.parts.order_by("pk").values("key", "text", "roles", "topics", "number", "removed_at")) == before
    assert not EarlierText.objects.filter(did="read-anew").exists()


def test_new_words_keep_topics_and_roles_and_the_old_ones_can_be_brought_back(
    client: PageClient, administrator: Person
) -> None:
    draft = the_draft(client)
    part = part_of(draft, "share my password")
    words = actions.Words("I share no password with anybody.", "clause", "3", topics=["security"], roles=["staff"])
    actions.change_part(part, words, revision=part.revision, by=administrator)
    again(client, draft)

    part.refresh_from_db()
    assert (part.text, part.topics, part.roles) == (
        "I will not ever share my password with anybody.", ["security"], ["staff"],
    )  # fmt: skip
    earlier = part.earlier_texts.get(did="read-anew")
    assert actions.bring_back(earlier, revision=part.revision, by=administrator).text == words.text


def test_a_draft_with_several_wordings_and_a_published_one_take_no_file(
    client: PageClient, administrator: Person
) -> None:
    draft = the_draft(client)
    for doubt in draft.doubts.open():
        actions.settle(doubt, answer=0, by=administrator)
    with transaction.atomic():
        actions.add_wording(draft, KS2, by=administrator)
        assert "Choose again what it is" in again(client, draft)
        transaction.set_rollback(True)
    edition = publish(draft, administrator)
    kept = list(edition.parts.values())
    assert "Choose again what it is" in again(client, draft)
    assert list(edition.parts.values()) == kept
