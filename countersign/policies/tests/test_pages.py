import re

import pytest

from countersign.people.models import Person
from countersign.policies import actions
from countersign.policies.models import Doubt, Edition, Policy
from countersign.policies.tests.factories import (
    make_administrator,
    make_draft,
    make_person,
    make_school,
    publish,
    put_in_post,
    sign_in,
)
from countersign.ui.testing import PageClient


@pytest.fixture
def administrator(db: None) -> Person:
    return make_administrator(make_school())


@pytest.fixture
def client(administrator: Person) -> PageClient:
    return sign_in(PageClient(), administrator)


@pytest.fixture
def draft(administrator: Person) -> Edition:
    return make_draft(administrator.school, "I lock my screen. I log off.", "I tell {post:dsl}.", by=administrator)


def pages_of(draft: Edition) -> list[str]:
    start = f"/policies/drafts/{draft.public_id}/"
    key = draft.parts.get(number="1").key
    return [start, *(f"{start}{page}/" for page in ("details", "preview", "publish", "discard", "add", f"parts/{key}"))]


def sent(part: object, **changes: object) -> dict[str, object]:
    given = {"text": "I lock my screen.", "kind": "clause", "binds": "all", "number": "1", "revision": "0"}
    return {**given, **changes}


def test_every_page_of_a_draft_opens_and_is_well_made(client: PageClient, draft: Edition) -> None:
    for path in pages_of(draft):
        assert client.get(path).status_code == 200, path


def test_others_do_not_know_of_drafts(administrator: Person, draft: Edition) -> None:
    teacher = sign_in(PageClient(), make_person(administrator.school, "Tom", "Reed"))
    stranger = sign_in(PageClient(), make_administrator(make_school("Moorside School")))

    for path in pages_of(draft):
        assert teacher.get(path).status_code == 404, path
        assert stranger.get(path).status_code == 404, path
        assert teacher.post(path).status_code == 404, path
    assert "Being written" not in teacher.get("/policies/").content.decode()


def test_the_business_manager_writes_policies(administrator: Person, draft: Edition) -> None:
    manager = make_person(administrator.school, "Dan", "Okoro")
    put_in_post(manager, "business-manager")

    assert sign_in(PageClient(), manager).get(f"/policies/drafts/{draft.public_id}/").status_code == 200


def test_a_stale_form_is_told_and_loses_nothing(client: PageClient, draft: Edition) -> None:
    part = draft.parts.get(number="1")
    path = f"/policies/drafts/{draft.public_id}/parts/{part.key}/"
    client.post(path, sent(part, text="The first one’s words."))
    page = client.post(path, sent(part, text="The second one’s words.")).content.decode()

    assert "Somebody changed this meanwhile" in page
    assert "The first one’s words." in page
    assert "The second one’s words." in page
    revision = re.search(r'name="revision" value="(\d+)"', page)
    assert revision
    client.post(path, sent(part, text="The second one’s words.", revision=revision[1]))
    part.refresh_from_db()
    assert part.text == "The second one’s words."


def test_stale_details_are_told_and_lose_nothing(client: PageClient, draft: Edition) -> None:
    path = f"/policies/drafts/{draft.public_id}/details/"
    given = {"audience": ["staff"], "revision": "0"}
    assert client.post(path, {**given, "title": "One title"}).status_code == 302
    page = client.post(path, {**given, "title": "Another title"}).content.decode()

    assert "Somebody changed this meanwhile" in page
    assert "One title" in page
    assert 'value="Another title"' in page


def test_a_clause_is_edited_split_moved_and_taken_out_by_its_page(client: PageClient, draft: Edition) -> None:
    part = draft.parts.get(number="1")
    path = f"/policies/drafts/{draft.public_id}/parts/{part.key}/"
    given = sent(part, text="I lock. I log off.", binds="some", roles=["governors"], children="[a] at once\nalways")
    client.post(path, given)
    part.refresh_from_db()
    assert part.roles == ["governors"]
    assert part.children == [{"number": "a", "text": "at once"}, {"number": "", "text": "always"}]

    client.post(f"{path}split/", {"at": "8", "revision": part.revision})
    client.post(f"{path}move/", {"to": "down"})
    assert [each.text for each in draft.parts.kept()][1:3] == ["I log off.", "I lock."]
    client.post(f"{path}remove/")
    page = client.get(f"/policies/drafts/{draft.public_id}/").content.decode()
    assert "Taken out" in page
    client.post(f"{path}put-back/")
    assert draft.parts.kept().filter(pk=part.pk).exists()


def test_wrong_answers_get_sentences(client: PageClient, draft: Edition) -> None:
    start = f"/policies/drafts/{draft.public_id}/"
    part = draft.parts.get(number="1")
    cases = [
        (f"{start}parts/{part.key}/", sent(part, text=""), "Enter the words"),
        (f"{start}parts/{part.key}/", sent(part, binds="some"), "Choose whom it binds"),
        (f"{start}add/", sent(part, text="x" * 30_000), "longer than 20,000 characters"),
        (f"{start}details/", {"title": "", "audience": []}, "Choose who signs it"),
        (f"{start}details/", {"title": "x", "audience": ["staff"], "last_reviewed": "04/03/2019"}, "2026-09"),
        (f"{start}details/", {"title": "x", "audience": ["staff"], "next_review": "2026-02-31"}, "no such day"),
        (f"{start}publish/", {}, "Enter the day from which it counts"),
    ]
    for path, answers, sentence in cases:
        assert sentence in client.post(path, answers).content.decode(), (path, sentence)


def test_publishing_is_refused_while_a_place_is_to_be_checked(client: PageClient, draft: Edition) -> None:
    doubt = Doubt.objects.create(edition=draft, kind="guessed", text="Is it?", answers=[{"label": "Yes", "sets": {}}])
    path = f"/policies/drafts/{draft.public_id}/publish/"
    days = {"effective_date": "2026-11-23", "review_date": "2027-11-23"}
    assert "one place left to check" in client.post(path, days).content.decode()

    client.post(f"/policies/drafts/{draft.public_id}/doubts/{doubt.pk}/", {"answer": "0"})
    assert client.post(path, days).status_code == 302
    assert Edition.objects.published().count() == 1


def test_a_second_press_of_publish_finds_the_draft_gone_and_makes_nothing(client: PageClient, draft: Edition) -> None:
    path = f"/policies/drafts/{draft.public_id}/publish/"
    days = {"effective_date": "2026-11-23", "review_date": "2027-11-23"}
    client.post(path, days)
    again = client.post(path, days)

    assert again.headers["Location"] == f"/policies/editions/{draft.public_id}/"
    assert Edition.objects.published().count() == 1


def test_the_public_page_needs_no_sign_in_and_shows_whom_each_clause_binds(
    administrator: Person, draft: Edition
) -> None:
    draft.parts.filter(number="1").update(roles=["governors"])
    edition = publish(draft, administrator, is_material=True)
    page = PageClient().get(f"/policies/{edition.policy.public_id}/").content.decode()

    assert "For governors" in page
    assert edition.content_sha256 in page
    assert "Acceptable Use Policy" in PageClient().get("/policies/public/").content.decode()


def test_earlier_editions_stay_readable_and_say_so(administrator: Person, draft: Edition) -> None:
    first = publish(draft, administrator)
    publish(actions.new_draft(first.policy, by=administrator), administrator)
    visitor = PageClient()

    assert "Earlier editions" in visitor.get(f"/policies/{first.policy.public_id}/").content.decode()
    earlier = visitor.get(f"/policies/{first.policy.public_id}/editions/1/").content.decode()
    assert "This is an earlier edition" in earlier
    assert visitor.get(f"/policies/{first.policy.public_id}/editions/3/").status_code == 404


def test_a_policy_that_is_only_drafted_has_no_public_page(draft: Edition) -> None:
    assert PageClient().get(f"/policies/{draft.policy.public_id}/").status_code == 404


def test_a_linked_policy_leads_to_where_it_is_read(client: PageClient, administrator: Person, draft: Edition) -> None:
    client.post(
        f"/policies/drafts/{draft.public_id}/details/",
        {"title": "AUP", "audience": ["staff"], "linked": "Online Safety Policy", "revision": "0"},
    )
    policy = Policy.objects.get(is_signed=False)
    path = f"/policies/linked/{policy.public_id}/"
    teacher = sign_in(PageClient(), make_person(administrator.school, "Tom", "Reed"))
    assert "has not said yet" in teacher.get(path).content.decode()

    answers = {"title": policy.title, "web_address": "www.fernhill.example/online-safety"}
    client.post(f"{path}address/", answers)
    assert teacher.get(path).headers["Location"] == "https://www.fernhill.example/online-safety"
    wrong = client.post(f"{path}address/", {"title": "x", "web_address": "javascript:alert(1)"})
    assert "Enter a web address" in wrong.content.decode()


def test_a_withdrawn_policy_says_so_and_leaves_the_list(
    client: PageClient, administrator: Person, draft: Edition
) -> None:
    edition = publish(draft, administrator)
    assert client.get(f"/policies/{edition.policy.public_id}/withdraw/").status_code == 200
    client.post(f"/policies/{edition.policy.public_id}/withdraw/", {"reason": "The trust has its own."})

    assert "Withdrawn" in client.get("/policies/").content.decode()
    assert "was withdrawn" in PageClient().get(f"/policies/{edition.policy.public_id}/").content.decode()
    assert client.get(f"/policies/editions/{edition.public_id}/").status_code == 200


def test_the_next_edition_is_started_once_and_gone_on_with(
    client: PageClient, administrator: Person, draft: Edition
) -> None:
    edition = publish(draft, administrator)
    path = f"/policies/{edition.policy.public_id}/new-draft/"

    first, second = client.post(path), client.post(path)
    assert first.headers["Location"] == second.headers["Location"]
    assert client.get(first.headers["Location"]).status_code == 200
    page = client.get(f"{first.headers['Location']}publish/").content.decode()
    assert "Must people sign again?" in page
    assert "What changed?" in page


def test_the_library_of_a_teacher_lists_what_is_in_force(administrator: Person, draft: Edition) -> None:
    edition = publish(draft, administrator)
    teacher = sign_in(PageClient(), make_person(administrator.school, "Tom", "Reed"))

    page = teacher.get("/policies/").content.decode()
    assert edition.title in page
    assert "Put in a policy" not in page
    assert teacher.get(f"/policies/editions/{edition.public_id}/").status_code == 200
    assert teacher.get(f"/policies/editions/{edition.public_id}/source/").status_code == 404


def test_an_edition_of_another_school_is_not_found(administrator: Person, draft: Edition) -> None:
    edition = publish(draft, administrator)
    stranger = sign_in(PageClient(), make_administrator(make_school("Moorside School")))

    assert stranger.get(f"/policies/editions/{edition.public_id}/").status_code == 404
    assert stranger.post(f"/policies/{edition.policy.public_id}/new-draft/").status_code == 404
    assert stranger.get(f"/policies/{edition.policy.public_id}/withdraw/").status_code == 404


def test_hostile_words_are_printed_and_never_run(client: PageClient, draft: Edition) -> None:
    part = draft.parts.get(number="1")
    hostile = "<img src=x onerror=alert(1)> **<b>** {post:dsl} { 7|add:7 } \u202edrow"
    client.post(f"/policies/drafts/{draft.public_id}/parts/{part.key}/", sent(part, text=hostile))

    for path in pages_of(draft):
        page = client.get(path).content.decode()
        assert "<img src=x" not in page
        assert "\u202e" not in page


def make_second_draft(administrator: Person, draft: Edition) -> str:
    """Publish a first edition for staff and governors to two teachers and a governor, and return where the next is."""
    Edition.objects.filter(pk=draft.pk).update(audience=["staff", "governors"])
    edition = publish(Edition.objects.get(pk=draft.pk), administrator)
    for surname, kind in (("Reed", "staff"), ("Hale", "staff-supply"), ("Moss", "governors")):
        make_person(administrator.school, "Tom", surname, kind=kind)
    return f"/policies/drafts/{actions.new_draft(edition.policy, by=administrator).public_id}/publish/"


def test_the_page_before_publishing_counts_who_signs_and_asks_to_press_again_when_an_answer_changes_that(
    client: PageClient, administrator: Person, draft: Edition
) -> None:
    path = make_second_draft(administrator, draft)
    page = client.get(path)
    assert "4 people will sign for the first time" in page.content.decode()
    answers = {
        "effective_date": "2026-11-23", "review_date": "2027-11-23", "change_summary": "Longer passwords.",
        "is_material": "some", "told_only": ["governors"], "seen": page.context["impact"].fingerprint,
    }  # fmt: skip
    answers["effective_date"] = "2026-12-01"

    shown = client.post(path, answers)
    assert "This is what your answers mean" in shown.content.decode()
    assert "15 December 2026" in shown.content.decode()
    assert Edition.objects.published().count() == 1

    assert client.post(path, {**answers, "seen": shown.context["impact"].fingerprint}).status_code == 302
    assert Edition.objects.get(number=2).told_only == ["governors"]


def test_showing_what_the_answers_mean_publishes_nothing(
    client: PageClient, administrator: Person, draft: Edition
) -> None:
    path = make_second_draft(administrator, draft)
    answers = {
        "effective_date": "2026-11-23", "review_date": "2027-11-23", "change_summary": "A spelling.",
        "is_material": "no", "look": "1",
    }  # fmt: skip

    assert "This is what your answers mean" in client.post(path, answers).content.decode()
    assert Edition.objects.published().count() == 1


def test_that_everybody_is_only_told_has_its_own_answer(
    client: PageClient, administrator: Person, draft: Edition
) -> None:
    path = make_second_draft(administrator, draft)
    answers = {
        "effective_date": "2026-11-23", "review_date": "2027-11-23", "change_summary": "A spelling.",
        "is_material": "some", "told_only": ["governors", "staff"],
    }  # fmt: skip

    assert "Choose “No, only tell them” instead" in client.post(path, answers).content.decode()
    answers["told_only"] = []
    assert "Choose who is only told" in client.post(path, answers).content.decode()
