"""From texts of ours to a policy in several wordings, signed by a pupil: in a real browser."""

from typing import Any

import pytest
from django.conf import settings
from django.test import Client

from countersign.policies.models import Edition
from countersign.policies.starting import starters
from countersign.policies.tests.factories import make_person, sign_in
from countersign.policies.tests.test_in_browser import come_in
from countersign.schools.models import School
from tests.browser import check_page

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


@pytest.mark.parametrize("size", ["phone_without_scripts", "desk"])
def test_texts_of_ours_become_a_policy_that_each_reader_finds_in_their_own_words(
    live_server: Any, request: pytest.FixtureRequest, size: str
) -> None:
    page = request.getfixturevalue(size)
    come_in(page, live_server)
    page.goto(f"{live_server.url}/policies/")
    page.click("text=Start from a text of ours")
    page.click("button:has-text('Make a draft of them')")
    check_page(page, "starting-error")
    for starter in starters():
        page.check(f"input[value={starter.code}]")
    check_page(page, "starting")
    page.click("button:has-text('Make a draft of them')")
    page.wait_for_selector("h1:has-text('Edit the draft')")
    review = page.url
    check_page(page, "wordings-review")
    page.click("nav[aria-label=Wordings] a:has-text('with symbols')")
    check_page(page, "wordings-review-symbols")
    page.click("a:has-text('Change whom it is for')")
    check_page(page, "wordings-wording")
    page.goto(f"{review}wordings/add/")
    check_page(page, "wordings-add")
    page.click("button:has-text('Add the wording')")
    check_page(page, "wordings-add-error")
    page.goto(f"{review}preview/?as=pupils-ks2&symbols")
    check_page(page, "wordings-preview")

    page.goto(review)
    while (
        page.locator("button[name=answer][value='0']").count() or page.locator("a:has-text('Go to the next')").count()
    ):
        if page.locator("button[name=answer][value='0']").count():
            page.locator("button[name=answer][value='0']").first.click()
        else:
            page.locator("a:has-text('Go to the next')").first.click()
        page.wait_for_load_state()
    page.locator("a:has-text('Go on to publishing')").first.click()
    page.click("button:has-text('Publish edition 1')")
    page.wait_for_selector("text=From now on nobody can alter it")
    check_page(page, "wordings-edition")
    page.click("a:has-text('Its public page')")
    check_page(page, "wordings-public")

    pupil = make_person(School.objects.get(), "Maisie", "Tarn", kind="pupils-ks2")
    cookie = sign_in(Client(), pupil).cookies[settings.SESSION_COOKIE_NAME].value
    page.context.add_cookies([{"name": settings.SESSION_COOKIE_NAME, "value": cookie, "url": live_server.url}])
    page.goto(f"{live_server.url}/sign/{Edition.objects.get().public_id}/")
    check_page(page, "wordings-sign")
    page.click("text=Read it with symbols")
    check_page(page, "wordings-sign-symbols")
    page.goto(f"{live_server.url}/policies/public/")  # what the page says on being left reaches the server meanwhile
    page.wait_for_load_state("networkidle")
