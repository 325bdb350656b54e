"""The preview beside the words: for any reader, as saved, and sent again only when the draft says something else."""

import re

import pytest

from countersign.people.models import Person
from countersign.policies import actions
from countersign.policies.actions import Words
from countersign.policies.models import Edition, Part
from countersign.policies.tests.factories import make_administrator, make_draft, make_school, sign_in
from countersign.ui.testing import PageClient

AGAIN = {"HX-Request": "true"}


@pytest.fixture
def administrator(db: None) -> Person:
    return make_administrator(make_school())


@pytest.fixture
def client(administrator: Person) -> PageClient:
    return sign_in(PageClient(), administrator)


@pytest.fixture
def draft(administrator: Person) -> Edition:
    return make_draft(administrator.school, "I lock my screen.", "I tell {post:dsl}.", by=administrator)


def part_of(draft: Edition, number: str) -> Part:
    return draft.parts.get(number=number)


def asked_again(page: str) -> str:
    """Return the address at which a page asks again by itself."""
    found = re.search(r'hx-get="([^"]*seen=[^"]*)"', page)
    assert found
    return found[1].replace("&amp;", "&")


def test_saving_and_staying_shows_the_saved_words_beside_the_box(client: PageClient, draft: Edition) -> None:
    path = f"/policies/drafts/{draft.public_id}/parts/{part_of(draft, '1').key}/"
    given = {"text": "I lock it _always_.", "kind": "clause", "binds": "all", "number": "1", "revision": "0"}
    page = client.post(path, {**given, "stay": "1"}, follow=True).content.decode()

    beside = page.partition('id="beside"')[2].partition("</section>")[0]
    assert "I lock it <em>always</em>." in beside
    assert "I tell <b" in beside


def test_the_preview_is_sent_anew_only_once_the_draft_says_something_else(
    client: PageClient, administrator: Person, draft: Edition
) -> None:
    part = part_of(draft, "1")
    for path in (
        f"/policies/drafts/{draft.public_id}/parts/{part.key}/",
        f"/policies/drafts/{draft.public_id}/preview/",
    ):
        address = asked_again(client.get(path).content.decode())
        address = f"/policies/drafts/{draft.public_id}/preview/{address}" if address.startswith("?") else address
        assert client.get(address, headers=AGAIN).status_code == 204

        part.refresh_from_db()
        words = Words(f"{part.text} At once.", number="1")
        actions.change_part(part, words, revision=part.revision, by=administrator)
        assert "At once." in client.get(address, headers=AGAIN).content.decode()


def test_it_is_seen_as_any_of_its_readers(client: PageClient, draft: Edition) -> None:
    draft.parts.filter(number="1").update(roles=["governors"])
    path = f"/policies/drafts/{draft.public_id}/preview/?near={part_of(draft, '1').key}"

    assert "I lock my screen." in client.get(f"{path}&as=governors", headers=AGAIN).content.decode()
    assert "I lock my screen." not in client.get(f"{path}&as=staff", headers=AGAIN).content.decode()
    for odd in ("nobody", "<script>", ""):
        assert "<script>" not in client.get(f"{path}&as={odd}", headers=AGAIN).content.decode()


def test_a_part_of_another_draft_is_not_found(client: PageClient, administrator: Person, draft: Edition) -> None:
    other = make_draft(administrator.school)
    for key in (part_of(other, "1").key, "' OR 1=1"):
        path = f"/policies/drafts/{draft.public_id}/preview/?near={key}"
        assert client.get(path, headers=AGAIN).status_code == 404
