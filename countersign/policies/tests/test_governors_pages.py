from datetime import date

import pytest
from django.utils import timezone

from countersign.people.models import Person
from countersign.policies import actions
from countersign.policies.approvals import state_of
from countersign.policies.models import Approval, Edition, Meeting, Policy, Review
from countersign.policies.tests.approving import approve, make_approved_school, make_governors
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

pytestmark = pytest.mark.django_db


def come_in(person: Person) -> PageClient:
    return sign_in(PageClient(), person)


def page_of(draft: Edition) -> str:
    return f"/policies/drafts/{draft.public_id}/approval/"


def test_a_draft_goes_from_the_editor_over_two_governors_to_the_public_page() -> None:
    administrator, governors, draft = make_approved_school()
    office, address = come_in(administrator), page_of(draft)
    assert "Send it for approval" in office.get(f"/policies/drafts/{draft.public_id}/").content.decode()
    refused = office.post(
        f"/policies/drafts/{draft.public_id}/publish/", {"effective_date": "2026-11-23", "review_date": "2027-11-23"}
    )
    assert "2 approvals are missing" in refused.content.decode()
    office.post(f"{address}ask/")

    for governor in governors[:2]:
        client = come_in(governor)
        assert "waits for your approval" in client.get("/policies/").content.decode()
        page = client.get(address).content.decode()
        assert "I lock my screen." in page
        content = state_of(draft).content_sha256
        client.post(address, {"answer": "yes", "name": governor.name, "content": content})
        assert "waits for your approval" not in client.get("/policies/").content.decode()
    assert "</strong> exactly as it is now" in office.get(address).content.decode()
    held = {"held_date_day": "10", "held_date_month": "11", "held_date_year": "2026", "minute": "26/11.4"}
    present = [str(governor.public_id) for governor in governors[:2]]
    content = state_of(draft).content_sha256
    answer = office.post(f"{address}meeting/", {**held, "present": present, "content": content})
    assert answer.status_code == 302, answer.content.decode()
    office.post(
        f"/policies/drafts/{draft.public_id}/publish/", {"effective_date": "2026-11-23", "review_date": "2027-11-23"}
    )

    for client in (office, PageClient()):
        public = client.get(f"/policies/{draft.policy.public_id}/").content.decode()
        assert "by <bdi>Marta Lind and Priya Ward, minute 26/11.4</bdi>" in public
        assert "Meeting of 10 November 2026, minute 26/11.4." in public
    assert come_in(governors[0]).get(address).status_code == 302


def test_an_answer_says_what_is_missing_and_loses_nothing() -> None:
    administrator, governors, draft = make_approved_school()
    actions.ask_for_approval(draft, by=administrator)
    client, address = come_in(governors[0]), page_of(draft)
    content = state_of(draft).content_sha256

    assert "Choose whether you approve it" in client.post(address, {"content": content}).content.decode()
    assert "Type your full name" in client.post(address, {"answer": "yes", "content": content}).content.decode()
    assert "Say why you do not" in client.post(address, {"answer": "no", "content": content}).content.decode()
    stale = client.post(address, {"answer": "yes", "name": "Priya Ward", "content": "0" * 64}).content.decode()
    assert "changed after you opened this page" in stale
    assert 'value="Priya Ward"' in stale
    assert not Approval.objects.exists()


def test_an_answer_to_a_draft_that_is_being_changed_is_shown_again_and_leads_to_no_form_that_is_gone() -> None:
    administrator, governors, draft = make_approved_school()
    content = actions.ask_for_approval(draft, by=administrator).content_sha256
    clause = draft.parts.get(number="1")
    actions.change_part(clause, actions.Words("I lock my door."), revision=0, by=administrator)

    given = {"content": content, "answer": "no", "name": "", "reason": "Clause 1 <forgets> phones."}
    page = come_in(governors[0]).post(page_of(draft), given).content.decode()

    assert "nothing was recorded" in page
    assert "Clause 1 &lt;forgets&gt; phones." in page
    assert "govuk-error-summary" not in page
    assert not Approval.objects.exists()


def test_a_governor_says_no_and_takes_it_back() -> None:
    administrator, governors, draft = make_approved_school()
    actions.ask_for_approval(draft, by=administrator)
    client, address = come_in(governors[0]), page_of(draft)
    client.post(address, {"answer": "no", "reason": "Clause 2 is vague.", "content": state_of(draft).content_sha256})

    page = come_in(administrator).get(address).content.decode()
    assert "Clause 2 is vague." in page
    client.post(f"{address}take-back/")
    assert "Clause 2 is vague." not in client.get(address).content.decode()


def test_a_lapsed_approval_is_told_on_every_page_that_leads_to_publishing() -> None:
    administrator, governors, draft = make_approved_school(quorum=1)
    actions.ask_for_approval(draft, by=administrator)
    approve(draft, governors[0])
    part = draft.parts.get(number="1")
    actions.change_part(part, actions.Words("I lock my door."), revision=0, by=administrator)
    client = come_in(administrator)

    assert "1 earlier answer does not count any more" in client.get(page_of(draft)).content.decode()
    for place in ("", "publish/"):
        assert "Approval lapsed" in client.get(f"/policies/drafts/{draft.public_id}/{place}").content.decode()
    assert "The draft is being changed" in come_in(governors[0]).get(page_of(draft)).content.decode()


def test_a_draft_that_was_not_sent_is_unknown_to_its_approvers() -> None:
    _, governors, draft = make_approved_school()

    assert come_in(governors[0]).get(page_of(draft)).status_code == 404
    stranger = make_administrator(make_school("Moorside School"))
    for place in ("", "meeting/"):
        assert come_in(stranger).get(f"{page_of(draft)}{place}").status_code == 404


def test_hostile_answers_change_nothing() -> None:
    administrator, governors, draft = make_approved_school()
    actions.ask_for_approval(draft, by=administrator)
    elsewhere = make_person(make_school("Moorside School"), kind="governors")
    client, content = come_in(administrator), state_of(draft).content_sha256
    held = {"held_date": "2026-11-10", "minute": "1", "content": content}
    answer = client.post(f"{page_of(draft)}meeting/", {**held, "present": [str(elsewhere.public_id), "x"]})
    assert "Select a valid choice" in answer.content.decode()
    named = {"needed": "yes", "quorum": "1", "approvers": [str(elsewhere.public_id)]}
    assert client.post(f"/policies/{draft.policy.public_id}/approvers/", named).status_code == 200
    assert client.get(f"/policies/{draft.policy.public_id}/review/close/?review=x").status_code == 404
    governor = come_in(governors[0])
    for text in ("", "\x00", "x" * 65, "é" * 64):
        assert governor.post(page_of(draft), {"answer": "yes", "name": "P", "content": text}).status_code == 200
    assert not Meeting.objects.exists()
    assert not Approval.objects.exists()


def test_who_approves_and_who_looks_after_a_policy_is_settled_on_two_pages() -> None:
    administrator = make_administrator(make_school())
    governors = make_governors(administrator)
    edition = publish(make_draft(administrator.school), administrator)
    client, policy = come_in(administrator), f"/policies/{edition.policy.public_id}"
    assert "Choose whether it is approved here" not in client.get(f"{policy}/approvers/").content.decode()
    too_few = {"needed": "yes", "quorum": "2", "approvers": [str(governors[0].public_id)]}
    assert "Fewer people are named" in client.post(f"{policy}/approvers/", too_few).content.decode()
    client.post(f"{policy}/approvers/", {**too_few, "approvers": [str(each.public_id) for each in governors]})
    client.post(f"{policy}/owner/", {"owner": "dsl"})

    found = Policy.objects.get(pk=edition.policy_id)
    assert (found.quorum, found.approvers.count(), found.owner and found.owner.code) == (2, 3, "dsl")
    page = client.get(f"/policies/editions/{edition.public_id}/").content.decode()
    assert "2 of 3 named approvers approve it before it is published." in page
    client.post(f"{policy}/approvers/", {"needed": "no"})
    assert Policy.objects.get(pk=edition.policy_id).quorum == 0


def test_where_governors_approve_here_nobody_types_who_did() -> None:
    administrator, _, draft = make_approved_school()
    client, address = come_in(administrator), f"/policies/drafts/{draft.public_id}/details/"
    assert "Who approved it?" not in client.get(address).content.decode()
    client.post(address, {"title": "Acceptable use", "audience": ["staff"], "approved_by": "Me", "revision": "0"})

    draft.refresh_from_db()
    assert (draft.title, draft.approved_by) == ("Acceptable use", "")


def test_the_year_tells_what_is_late_in_words_and_leads_to_closing_it() -> None:
    administrator = make_administrator(make_school())
    edition = publish(make_draft(administrator.school), administrator, review_date=date(2020, 3, 4))
    make_draft(administrator.school, title="Mobile phones", next_review="2021-09")
    client = come_in(administrator)
    page = client.get("/policies/reviews/").content.decode()
    assert "2 reviews are overdue" in page
    assert "Overdue since 4 March 2020: " in page
    assert "Overdue since September 2021: " in page
    for place in ("/policies/", "/"):
        assert "Overdue since 4 March 2020: " in client.get(place).content.decode()
        assert "Overdue since September 2021: " in client.get(place).content.decode()

    policy = f"/policies/{edition.policy.public_id}"
    assert "Choose why it should" in client.post(f"{policy}/review/ask/", {}).content.decode()
    client.post(f"{policy}/review/ask/", {"cause": "law", "reason": "The Act of May 2026."})
    asked = client.get(f"/policies/editions/{edition.public_id}/").content.decode()
    assert "because of new law or guidance, since" in asked
    review = Review.objects.get()
    close = f"{policy}/review/close/?review={review.public_id}"
    assert "must be on a later day" in client.post(close, {"finding": "x", "next_date": "2020-01-01"}).content.decode()
    client.post(close, {"finding": "Nothing new touches it.", "next_date": "2027-09-01"})
    assert "1 review is overdue" in client.get("/policies/reviews/").content.decode()
    teacher = come_in(make_person(administrator.school)).get("/policies/reviews/").content.decode()
    assert "No review is overdue" in teacher
    assert "Mobile phones" not in teacher


def test_a_calendar_finds_the_dates_of_its_school_and_nothing_of_people() -> None:
    administrator = make_administrator(make_school())
    publish(make_draft(administrator.school, title="Acceptable use; staff"), administrator)
    elsewhere = make_administrator(make_school("Moorside School"))
    publish(make_draft(elsewhere.school, title="Of another school"), elsewhere)
    client = come_in(administrator)
    page = client.post("/policies/reviews/").content.decode()
    address = page.partition('id="calendar-address">')[2].partition("<")[0]
    path = address[address.index("/policies/") :]
    assert page.count(path) == 1
    assert path not in client.get("/policies/reviews/").content.decode()

    answer = PageClient().get(path)
    text = answer.content.decode()
    assert answer.headers["Content-Type"] == "text/calendar; charset=utf-8"
    assert "SUMMARY:Review: Acceptable use\\; staff" in text
    assert "another school" not in text
    assert administrator.surname not in text
    client.post("/policies/reviews/", {"end": "1"})
    assert PageClient().get(path).status_code == 404
    for secret in ("x", "%00", "../../etc", "a" * 5000):
        assert PageClient().get(f"/policies/reviews/calendar/{secret}.ics").status_code == 404


def test_a_calendar_ends_with_the_role_of_whoever_made_it() -> None:
    administrator = make_administrator(make_school())
    path = f"/policies/reviews/calendar/{actions.make_calendar(by=administrator)}.ics"
    assert PageClient().get(path).status_code == 200
    administrator.roles.update(to_date=date(2021, 1, 1))

    assert PageClient().get(path).status_code == 404


def test_an_empty_post_is_red_to_those_who_can_mend_it_with_the_way_there() -> None:
    administrator = make_administrator(make_school())
    edition = publish(make_draft(administrator.school, "I tell {post:dsl}."), administrator)
    draft = make_draft(administrator.school, "I tell {post:dsl}.", title="Phones")
    manager = make_person(administrator.school, "Bo", "Hart")
    put_in_post(manager, "business-manager")
    places = ["/policies/", f"/policies/editions/{edition.public_id}/", f"/policies/drafts/{draft.public_id}/"]
    for place in places:
        assert '"/school/posts/dsl/holder/"' in come_in(administrator).get(place).content.decode()
        shown = come_in(manager).get(place).content.decode()
        assert "Nobody holds it" in shown
        assert "/school/posts/dsl/" not in shown
    assert f"Printed in {edition.title}" in come_in(administrator).get("/school/").content.decode()
    teacher = come_in(make_person(administrator.school))
    for place in (*places[:2], f"/policies/{edition.policy.public_id}/"):
        assert "Nobody holds it" not in teacher.get(place).content.decode()
    put_in_post(manager, "dsl")
    assert "Nobody holds it" not in come_in(administrator).get("/policies/").content.decode()


def test_the_public_page_says_when_it_is_reviewed() -> None:
    administrator = make_administrator(make_school())
    edition = publish(
        make_draft(administrator.school, last_reviewed="2019-03", approved_by="Governing board, minute 19/3.2"),
        administrator,
        review_date=date(2020, 3, 4),
    )
    page = PageClient().get(f"/policies/{edition.policy.public_id}/").content.decode()
    assert "March 2019" in page
    assert "Overdue since 4 March 2020: " in page
    assert "Governing board, minute 19/3.2" in page
    actions.close_review(edition.policy, None, finding="Right as it is.", next_date=date(2027, 9, 1), by=administrator)

    page = PageClient().get(f"/policies/{edition.policy.public_id}/").content.decode()
    assert "By 1 September 2027" in page
    assert timezone.localdate().strftime("%Y") in page


def test_an_approver_sees_what_changed_since_the_edition_before() -> None:
    administrator, governors, draft = make_approved_school(quorum=1)
    actions.ask_for_approval(draft, by=administrator)
    approve(draft, governors[0])
    publish(draft, administrator)
    second = actions.new_draft(draft.policy, by=administrator)
    compare = f"/policies/{draft.policy.public_id}/compare/?to=draft"
    assert come_in(governors[0]).get(compare).status_code == 404
    actions.change_part(second.parts.get(number="1"), actions.Words("I lock my door."), revision=0, by=administrator)
    actions.ask_for_approval(second, by=administrator)

    client = come_in(governors[0])
    assert compare in client.get(page_of(second)).content.decode()
    assert "door" in client.get(compare).content.decode()
