from typing import Any

import pytest
from django.conf import settings
from django.test import Client

from countersign.policies.models import Edition
from countersign.policies.tests.factories import make_administrator, make_person, make_school, put_in_post, sign_in
from countersign.policies.tests.test_putting_in import AGREEMENT
from tests.browser import check_page

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


def come_in(page: Any, live_server: Any) -> None:
    """Sign in as the administrator of a school where somebody is designated safeguarding lead."""
    school = make_school()
    put_in_post(make_person(school, "Siân", "Howells"), "dsl")
    client = sign_in(Client(), make_administrator(school))
    cookie = client.cookies[settings.SESSION_COOKIE_NAME].value
    page.context.add_cookies([{"name": settings.SESSION_COOKIE_NAME, "value": cookie, "url": live_server.url}])


@pytest.mark.parametrize("size", ["phone_without_scripts", "desk"])
def test_a_file_becomes_a_published_edition_and_every_page_on_the_way_is_sound(
    live_server: Any, request: pytest.FixtureRequest, tmp_path: Any, size: str
) -> None:
    page = request.getfixturevalue(size)
    come_in(page, live_server)
    page.goto(f"{live_server.url}/policies/")
    check_page(page, "policies-empty")
    page.click("text=Put in a policy")
    page.click("button:has-text('Read it')")
    check_page(page, "policies-put-in-error")

    file = tmp_path / "Our AUP.txt"
    file.write_text(AGREEMENT)
    page.set_input_files("input[type=file]", str(file))
    page.click("button:has-text('Read it')")
    page.wait_for_selector("h1:has-text('Check how it was understood')")
    review = page.url
    check_page(page, "policies-review")
    for place in ("details/", "preview/", "publish/", "add/", "discard/"):
        page.goto(f"{review}{place}")
        check_page(page, f"policies-{place.strip('/')}")
    page.goto(review)
    page.locator(".cs-pair a:has-text('Change')").last.click()
    check_page(page, "policies-part")

    page.goto(review)
    while page.locator("button[name=answer][value='0']").count():
        page.locator("button[name=answer][value='0']").first.click()
        page.wait_for_load_state()
    check_page(page, "policies-review-done")
    page.locator("a:has-text('Go on to publishing')").first.click()
    page.click("button:has-text('Publish edition 1')")
    page.wait_for_selector("text=From now on nobody can alter it")
    check_page(page, "policies-edition")
    page.click("a:has-text('Its public page')")
    check_page(page, "policies-public")
    assert Edition.objects.published().count() == 1
