"""Policies in Welsh: reading, comparing, approving and reviewing them; and what is English whoever asks for it."""

import io
import json
from datetime import timedelta

import pypdfium2
import pytest
from django.utils import timezone
from django.utils.translation import override

from countersign.notices.models import Message
from countersign.policies import actions, jobs
from countersign.policies.approvals import state_of
from countersign.policies.tests.approving import approve, make_approved_school
from countersign.policies.tests.factories import (
    make_administrator,
    make_draft,
    make_school,
    publish,
    put_in_post,
    sign_in,
)
from countersign.policies.tests.test_comparing import prepare
from countersign.policies.tests.test_reviewing import noon
from countersign.ui.testing import PageClient

pytestmark = pytest.mark.django_db


@pytest.fixture
def client() -> PageClient:
    client = PageClient()
    client.cookies["countersign-language"] = "cy"
    return client


def test_everybody_reads_in_welsh_where_an_edition_stands_and_its_words_are_marked_as_english(
    client: PageClient,
) -> None:
    _, _, _, second = prepare()

    page = client.get(f"/policies/{second.policy.public_id}/").content.decode()

    assert '<html lang="cy"' in page
    assert "argraffiad 2 o 2" in page
    assert "Pwy sy’n ei lofnodi" in page
    assert "Ai’r copi hwn yw’r un go iawn?" in page
    assert '<div lang="en">' in page
    assert '<div lang="en">' not in PageClient().get(f"/policies/{second.policy.public_id}/").content.decode()


def test_what_changed_is_told_in_welsh_sentences_and_on_paper_in_english(client: PageClient) -> None:
    _, head, first, _ = prepare()
    sign_in(client, head)
    address = f"/policies/{first.policy.public_id}/compare"

    page = client.get(f"{address}/?from=1&to=2").content.decode()
    paper = pypdfium2.PdfDocument(io.BytesIO(client.get(f"{address}.pdf?from=1&to=2").content))

    assert "Beth sydd wedi newid o argraffiad 1 i argraffiad 2" in page
    assert "Mae 2 gymal yn wahanol, ac mae 1 yr un peth air am air." in page
    assert "Tynnwyd cymal 2 allan" in page
    printed = paper[0].get_textpage().get_text_range()
    assert "2 clauses are different, 1 is word for word the same." in " ".join(printed.split())


def test_a_review_is_closed_in_welsh_and_refused_in_welsh(client: PageClient) -> None:
    _, head, _, second = prepare()
    sign_in(client, head)
    address = f"/policies/{second.policy.public_id}/review/close/"
    today = timezone.localdate()
    day = {"next_date_day": today.day, "next_date_month": today.month, "next_date_year": today.year}

    refused = client.post(address, {"finding": "Nothing new touches it.", **day}).content.decode()
    closed = client.post(
        address, {"finding": "Nothing new touches it.", **day, "next_date_year": today.year + 1}, follow=True
    ).content.decode()

    assert "Rhaid i’r adolygiad nesaf fod ar ddiwrnod ar ôl heddiw." in refused
    assert "Mae’r adolygiad wedi’i gau." in closed
    assert "Pryd y caiff pob polisi ei adolygu" in closed


def test_who_approved_an_edition_is_kept_in_english() -> None:
    administrator, governors, draft = make_approved_school()
    actions.ask_for_approval(draft, by=administrator)
    actions.record_meeting(
        draft,
        content_sha256=state_of(draft).content_sha256,
        held_date=timezone.localdate(),
        minute="26/11.4",
        present=governors,
        by=administrator,
    )

    with override("cy"):
        published = publish(draft, administrator)

    assert published.approved_by.endswith("minute 26/11.4")


def test_each_is_told_of_an_approval_and_a_review_in_their_own_language() -> None:
    administrator, governors, draft = make_approved_school(quorum=1)
    governors[0].language = "cy"
    governors[0].save(update_fields=["language"])

    actions.ask_for_approval(draft, by=administrator)
    approve(draft, governors[1])
    publish(draft, administrator, review_date=timezone.localdate() + timedelta(days=30))
    jobs.warn_of_reviews(noon(timezone.localdate()))

    subjects = set(Message.objects.filter(person=governors[0]).values_list("subject", flat=True))
    assert subjects == {"Mae polisi yn aros am eich cymeradwyaeth", "Polisïau i’w hadolygu"}
    warning = Message.objects.get(person=governors[0], subject="Polisïau i’w hadolygu")
    assert "Erbyn" in warning.text
    assert "{link}" in warning.text
    assert Message.objects.filter(person=governors[2], subject="Policies to review").exists()


def test_programs_read_the_same_list_whatever_language_they_are_asked_in(client: PageClient) -> None:
    school = make_school()
    head = make_administrator(school)
    put_in_post(head, "headteacher")
    publish(make_draft(school, by=head), head)

    listed = json.loads(client.get(f"/policies/public/{school.public_id}/policies.json").content)

    assert listed == json.loads(PageClient().get(f"/policies/public/{school.public_id}/policies.json").content)
    assert listed["policies"][0]["for"] == "Staff and governors"
