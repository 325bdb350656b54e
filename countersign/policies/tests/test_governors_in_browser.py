"""Governors in a real browser: a draft is written, approved by two of them under a minute, and published."""

from datetime import date
from typing import Any

import pytest
from django.conf import settings
from django.test import Client

from countersign.people.models import Person
from countersign.policies import actions
from countersign.policies.models import Edition
from countersign.policies.tests.approving import make_governors
from countersign.policies.tests.factories import (
    make_administrator,
    make_draft,
    make_person,
    make_school,
    publish,
    put_in_post,
    sign_in,
)
from tests.browser import check_page

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


def be(page: Any, live_server: Any, person: Person) -> None:
    """Go on as somebody else."""
    cookie = sign_in(Client(), person).cookies[settings.SESSION_COOKIE_NAME].value
    page.context.add_cookies([{"name": settings.SESSION_COOKIE_NAME, "value": cookie, "url": live_server.url}])


def make_library(administrator: Person) -> None:
    """Make policies whose reviews are late, soon and later, and one that somebody asked to review."""
    by = administrator
    for title, review in (
        ("Data protection policy", date(2026, 12, 11)),
        ("Online safety policy", date(2027, 1, 20)),
        ("Behaviour policy", date(2027, 5, 14)),
        ("Safeguarding policy", date(2027, 5, 21)),
        ("Whistleblowing policy", date(2028, 3, 1)),
        ("Mobile phones", date(2020, 3, 4)),
    ):
        edition = publish(make_draft(by.school, title=title, by=by), by, review_date=review)
    actions.ask_review(edition.policy, cause="technology", reason="Watches can take pictures now.", by=by)


@pytest.mark.parametrize("size", ["phone_without_scripts", "desk"])
def test_a_policy_is_written_approved_by_two_governors_under_a_minute_and_published(
    live_server: Any, request: pytest.FixtureRequest, size: str
) -> None:
    page = request.getfixturevalue(size)
    school = make_school()
    administrator = make_administrator(school)
    governors = make_governors(administrator)
    put_in_post(make_person(school, "Jane", "Lowther"), "headteacher")
    make_library(administrator)
    draft = make_draft(school, "I lock my screen.", "I tell {post:dsl} at once.", by=administrator)
    review, approval = (f"{live_server.url}/policies/drafts/{draft.public_id}/{each}" for each in ("", "approval/"))
    be(page, live_server, administrator)
    page.goto(approval)
    check_page(page, "approval-nobody")
    page.click("a:has-text('Change who approves it')")
    page.click("button:has-text('Save')")
    check_page(page, "approvers-error")
    page.get_by_label("Yes, by people named here").check()
    page.get_by_label("How many of them must approve?").fill("2")
    for governor in governors:
        page.get_by_label(governor.name).check()
    check_page(page, "approvers")
    page.click("button:has-text('Save')")

    page.goto(review)
    check_page(page, "approval-needed-review")
    page.locator("[id^=part-] a:has-text('Change')").last.click()
    page.locator("#id_text").fill("I tell {post:dsl} the same day.")
    page.click("button:has-text('Save')")
    page.goto(approval)
    page.click("button:has-text('Send it for approval')")
    page.wait_for_selector("text=Each approver is told")
    check_page(page, "approval-sent")
    for place, governor in enumerate(governors[:2]):
        be(page, live_server, governor)
        page.goto(live_server.url)
        check_page(page, "approval-my-page")
        page.click("a:has-text('Read it and answer')")
        if not place:
            page.click("button:has-text('Answer for myself')")
            page.wait_for_selector(".govuk-error-summary")
        page.get_by_label("Yes, I approve it exactly as it stands here").check()
        page.get_by_label("Type your full name").fill(governor.name)
        check_page(page, "approval-answer")
        page.click("button:has-text('Answer for myself')")
        page.wait_for_selector("text=You approved it.")
        check_page(page, "approval-answered")

    be(page, live_server, administrator)
    page.goto(f"{approval}meeting/")
    for part, text in (("Day", "10"), ("Month", "November"), ("Year", "2026")):
        page.get_by_label(part, exact=True).fill(text)
    page.get_by_label("Reference of the minute").fill("26/11.4")
    page.get_by_label(governors[0].name).check()
    page.click("button:has-text('Record the meeting')")
    page.wait_for_selector(".govuk-error-summary")
    check_page(page, "meeting-error")
    page.get_by_label(governors[1].name).check()
    page.click("button:has-text('Record the meeting')")
    page.wait_for_selector("text=The meeting is recorded")
    check_page(page, "approval-approved")
    page.goto(review)
    check_page(page, "approval-approved-review")
    page.goto(f"{review}publish/")
    check_page(page, "approval-publish")
    page.click("button:has-text('Publish edition 1')")
    page.wait_for_selector("text=From now on nobody can alter it")
    check_page(page, "approved-edition")
    page.click("a:has-text('Its public page')")
    check_page(page, "approved-public")
    assert "minute 26/11.4" in page.locator("main").inner_text()
    assert Edition.objects.get(pk=draft.pk).approved_by == "Marta Lind and Priya Ward, minute 26/11.4"


@pytest.mark.parametrize("size", ["narrow", "phone_without_scripts", "desk"])
def test_the_year_of_reviews_is_seen_asked_for_and_closed(
    live_server: Any, request: pytest.FixtureRequest, size: str
) -> None:
    page = request.getfixturevalue(size)
    administrator = make_administrator(make_school())
    make_library(administrator)
    make_draft(administrator.school, "I tell {post:dsl}.", title="Social media policy", next_review="2020-03-04")
    be(page, live_server, administrator)
    page.goto(f"{live_server.url}/policies/")
    check_page(page, "reviews-library")
    page.click("a:has-text('When each policy is reviewed')")
    check_page(page, "reviews")
    page.click("button:has-text('Make my address')")
    page.wait_for_selector("#calendar-address")
    check_page(page, "reviews-calendar")
    page.goto(f"{live_server.url}/policies/reviews/")
    page.locator("a:has-text('No change needed')").first.click()
    page.click("button:has-text('Close the review')")
    check_page(page, "review-close-error")
    page.goto(f"{live_server.url}/policies/reviews/")
    page.locator("a:has-text('Ask for a review')").first.click()
    page.click("button:has-text('Ask for the review')")
    check_page(page, "review-ask-error")
    page.goto(f"{live_server.url}/")
    check_page(page, "reviews-my-page")
    page.goto(f"{live_server.url}/school/")
    check_page(page, "reviews-school")
