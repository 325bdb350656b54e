"""The page and the paper on which two editions of a policy are compared, and who may see which."""

import io
from datetime import timedelta
from typing import Any

import pypdfium2
import pytest
from django.test import Client
from django.utils import timezone

from countersign.people.models import Person
from countersign.policies import actions
from countersign.policies.actions import Words, add_part, change_details, change_part, new_draft, remove_part
from countersign.policies.models import Edition, Part
from countersign.policies.tests.approving import approve, make_approved_school
from countersign.policies.tests.factories import (
    make_administrator,
    make_draft,
    make_person,
    make_school,
    publish,
    put_in_post,
    sign_in,
)
from countersign.policies.typed import Details
from countersign.schools.models import School
from countersign.ui.testing import PageClient

pytestmark = pytest.mark.django_db

STICK = "I take a USB stick off site only with permission from {post:headteacher}."


def prepare() -> tuple[School, Person, Edition, Edition]:
    """Return a school, its administrator, and two editions of a policy of whose three clauses two are different."""
    school = make_school()
    head = make_administrator(school)
    put_in_post(head, "headteacher")
    draft = make_draft(school, "I keep my password to myself.", "I lock my screen.", STICK, by=head)
    first = publish(draft, head, effective_date=timezone.localdate())
    return school, head, first, following(first, head)


def following(first: Edition, head: Person) -> Edition:
    """Publish the next edition."""
    draft = new_draft(first.policy, by=head)
    stick = draft.parts.get(number="3")
    change_part(stick, Words(STICK.replace("permission", "written permission"), number="3"), revision=0, by=head)
    remove_part(draft.parts.get(number="2"), by=head)
    return publish(draft, head, effective_date=timezone.localdate(), change_summary="Sticks need it in writing.")


def page_of(client: Client, edition: Edition, **chosen: Any) -> str:
    answer = client.get(f"/policies/{edition.policy.public_id}/compare/", chosen)
    assert answer.status_code == 200, answer.status_code
    return answer.content.decode()


def test_everybody_sees_what_changed_between_published_editions() -> None:
    _, _, first, _ = prepare()

    page = page_of(PageClient(), first, **{"from": 1, "to": 2})

    assert "What changed from edition 1 to edition 2" in page
    assert "2 clauses are different, 1 is word for word the same." in page
    assert "only with <ins>written</ins> permission from" in page
    assert "Clause 2 was taken out" in page
    assert "Sticks need it in writing." in page
    assert "compare.pdf" not in page


def test_without_names_the_newest_edition_is_compared_with_the_one_before() -> None:
    _, _, first, _ = prepare()

    without, named = page_of(PageClient(), first), page_of(PageClient(), first, **{"from": "1", "to": "2", "as": ""})

    assert without.partition("</main>")[0] == named.partition("</main>")[0]


def test_a_draft_is_compared_only_for_those_who_write_it() -> None:
    school, head, first, second = prepare()
    draft = new_draft(second.policy, by=head)
    add_part(draft, Words("I ask before I use an AI tool.", number="4"), after=draft.parts.last(), by=head)
    address = f"/policies/{first.policy.public_id}/compare/?from=2&to=draft"
    colleague = make_person(school, "Sam", "Vane")

    assert "Clause 4 is new" in sign_in(PageClient(), head).get(address).content.decode()
    for client in (PageClient(), sign_in(PageClient(), colleague)):
        assert client.get(address).status_code == 404
        assert "The draft" not in page_of(client, first)


def test_an_approver_compares_the_draft_once_it_was_sent_to_them() -> None:
    administrator, governors, first = make_approved_school(quorum=1)
    actions.ask_for_approval(first, by=administrator)
    approve(first, governors[0])
    publish(first, administrator, effective_date=timezone.localdate())
    draft = new_draft(first.policy, by=administrator)
    add_part(draft, Words("I ask before I use an AI tool."), after=draft.parts.last(), by=administrator)
    client = sign_in(PageClient(), governors[1])
    address = f"/policies/{first.policy.public_id}/compare/?to=draft"
    assert client.get(address).status_code == 404

    actions.ask_for_approval(draft, by=administrator)

    assert "is new" in client.get(address).content.decode()
    assert address in client.get(f"/policies/drafts/{draft.public_id}/approval/").content.decode()


def test_an_edition_that_is_not_there_is_not_found() -> None:
    school, head, first, _ = prepare()
    client = PageClient()

    for query in ("from=1&to=9", "from=x&to=2", "from=1&to=2&as=nobody", "to=0"):
        assert client.get(f"/policies/{first.policy.public_id}/compare/?{query}").status_code == 404
    unpublished = make_draft(school, by=head)
    assert client.get(f"/policies/{unpublished.policy.public_id}/compare/").status_code == 404


def test_a_first_edition_is_compared_with_itself() -> None:
    school = make_school()
    head = make_administrator(school)
    alone = publish(make_draft(school, by=head), head)

    assert "Nothing is different" in page_of(PageClient(), alone)


def test_it_can_be_seen_as_it_is_for_one_kind_of_person() -> None:
    school = make_school()
    head = make_administrator(school)
    draft = make_draft(school, "I keep my password to myself.", by=head)
    Part.objects.create(edition=draft, position=9, kind="clause", number="2", text="I chair it.", roles=["governors"])
    first = publish(draft, head, effective_date=timezone.localdate())
    second = new_draft(first.policy, by=head)
    chair = second.parts.get(number="2")
    change_part(chair, Words("I chair it well.", number="2", roles=["governors"]), revision=0, by=head)
    publish(second, head, effective_date=timezone.localdate())

    assert "I chair it <ins>well</ins>." in page_of(PageClient(), first, **{"as": "governors"})
    assert "Nothing is different: 1 clause is word for word the same." in page_of(
        PageClient(), first, **{"as": "staff"}
    )


def test_what_stands_beside_the_clauses_is_compared_too() -> None:
    _, head, first, second = prepare()
    draft = new_draft(second.policy, by=head)
    details = Details(
        "Acceptable Use Agreement", ["staff"], signer_declarations=["I agree."], signature_fields=["Name"]
    )
    change_details(draft, details, revision=draft.revision, by=head)

    page = page_of(sign_in(PageClient(), head), first, **{"from": 2, "to": "draft"})

    assert "Acceptable Use <del>Policy</del> <ins>Agreement</ins>" in page
    assert "<del>Governors</del>" in page
    assert "<ins>I agree.</ins>" in page


def test_the_pages_of_an_edition_lead_to_what_changed_in_it() -> None:
    _, head, first, second = prepare()
    client = sign_in(PageClient(), head)
    link = f"/policies/{first.policy.public_id}/compare/?from=1&amp;to=2"
    draft = new_draft(second.policy, by=head)

    for address in (f"/policies/editions/{second.public_id}/", f"/policies/{first.policy.public_id}/", "/policies/"):
        assert link in client.get(address).content.decode(), address
    for address in (f"/policies/drafts/{draft.public_id}/", f"/policies/drafts/{draft.public_id}/publish/"):
        assert link.replace("from=1&amp;to=2", "from=2&amp;to=draft") in client.get(address).content.decode(), address
    assert "compare" not in client.get(f"/policies/editions/{first.public_id}/").content.decode()


def test_the_paper_says_the_same_and_is_for_the_school() -> None:
    school, _, first, _ = prepare()
    address = f"/policies/{first.policy.public_id}/compare.pdf?from=1&to=2"

    answer = sign_in(PageClient(), make_person(school, "Sam", "Vane")).get(address)

    document = pypdfium2.PdfDocument(io.BytesIO(answer.content))
    text = " ".join(" ".join(page.get_textpage().get_text_range() for page in document).split())
    for words in (
        "What changed in Acceptable Use Policy",
        "From edition 1 to edition 2. 2 clauses are different, 1 is word for word the same.",
        "Clause 2 was taken out",
        "I take a USB stick off site only with written permission from Oona Marsh, headteacher.",
        "Sticks need it in writing.",
        "1 clause is word for word the same.",
    ):
        assert words in text, (words, text)
    assert PageClient().get(address).status_code == 302
    elsewhere = make_administrator(make_school("Otherwood School"))
    assert sign_in(PageClient(), elsewhere).get(address).status_code == 404


def test_comparing_published_editions_takes_no_longer_the_second_time() -> None:
    from countersign.policies.changes import changes_between, compared

    _, _, first, second = prepare()

    assert compared(first, second) is compared(Edition.objects.get(pk=first.pk), second)
    assert changes_between(first, second, timezone.localdate() + timedelta(days=1)).clauses
