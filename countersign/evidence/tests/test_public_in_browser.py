"""The public pages in a real browser: read at every width, framed by another site, printed, and put on a website."""

from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path
from threading import Thread
from typing import Any

import pytest
from django.conf import settings
from django.test import Client

from countersign.people.models import Person
from countersign.policies import actions
from countersign.policies.models import Edition
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


def make_editions() -> tuple[Person, Edition]:
    """Publish two policies, one of them in two editions, and withdraw a third."""
    school = make_school()
    administrator = make_administrator(school)
    put_in_post(make_person(school, "Siân", "Howells"), "dsl")
    put_in_post(make_person(school, "Daniel", "Okafor"), "aup-contact")
    title = "Acceptable Use Policy: staff, governors and volunteers"
    draft = make_draft(
        school, "I keep my password to myself.", "If something worries me I tell {post:dsl} the same day.",
        "I take a USB stick off site only with written permission, for a stated reason and until a stated date.",
        by=administrator, title=title,
    )  # fmt: skip
    draft.parts.filter(number="3").update(roles=["governors"])
    edition = publish(draft, administrator)
    following = actions.new_draft(edition.policy, by=administrator)
    following.parts.filter(number="1").update(text="I keep my passwords to myself, and change one that is known.")
    newest = publish(following, administrator, change_summary="A password that somebody knows is changed at once.")
    publish(make_draft(school, "I bring books back.", by=administrator, title="Rules of the library"), administrator)
    old = publish(make_draft(school, "I whisper.", by=administrator, title="Rules of the hall"), administrator)
    actions.withdraw(old.policy, by=administrator, reason="Nobody needs it.")
    return administrator, newest


@pytest.mark.parametrize("size", ["phone_without_scripts", "narrow", "desk"])
def test_the_public_pages_are_read_at_every_width(live_server: Any, request: Any, size: str) -> None:
    administrator, newest = make_editions()
    page, policy = request.getfixturevalue(size), f"{live_server.url}/policies/{newest.policy.public_id}/"
    gone = Edition.objects.get(title="Rules of the hall").policy

    page.goto(f"{live_server.url}/policies/public/")
    check_page(page, "public-list")
    page.click("a:has-text('Acceptable Use Policy') >> nth=0")
    page.wait_for_url(policy)
    page.wait_for_load_state()
    check_page(page, "public-policy")
    page.click("a:has-text('Edition 1,')")
    page.wait_for_url(f"{policy}editions/1/")
    page.wait_for_load_state()
    check_page(page, "public-earlier")
    assert page.goto(f"{live_server.url}/policies/{gone.public_id}/").status == 410
    check_page(page, "public-withdrawn")
    page.goto(f"{live_server.url}/policies/public/embed/")
    check_page(page, "public-embed")
    cookie = sign_in(Client(), administrator).cookies[settings.SESSION_COOKIE_NAME].value
    page.context.add_cookies([{"name": settings.SESSION_COOKIE_NAME, "value": cookie, "url": live_server.url}])
    page.goto(f"{live_server.url}/policies/website/")
    check_page(page, "public-website")


def test_another_site_frames_the_list_and_its_links_lead_to_the_policies(live_server: Any, desk: Any) -> None:
    administrator, newest = make_editions()
    cookie = sign_in(Client(), administrator).cookies[settings.SESSION_COOKIE_NAME].value
    desk.context.add_cookies([{"name": settings.SESSION_COOKIE_NAME, "value": cookie, "url": live_server.url}])
    desk.goto(f"{live_server.url}/policies/website/")
    pasted = desk.locator("#frame").inner_text().replace("http://testserver", live_server.url)
    desk.context.clear_cookies()
    site = serve(
        f"<!DOCTYPE html><html lang='en'><title>A school</title><main><h1>Our school</h1>{pasted}</main></html>"
    )
    desk.goto(site)
    list_ = desk.frame_locator("iframe")
    list_.get_by_role("heading", name="Policies of Fernhill Primary School").wait_for()
    check_page(desk, "public-framed")
    list_.get_by_role("link", name="Acceptable Use Policy", exact=False).first.click()
    desk.wait_for_url(f"{live_server.url}/policies/{newest.policy.public_id}/")


def test_a_page_that_is_printed_has_the_whole_text_and_where_it_came_from(
    live_server: Any, desk: Any, tmp_path: Path
) -> None:
    pypdfium2 = pytest.importorskip("pypdfium2")
    _, newest = make_editions()
    desk.goto(f"{live_server.url}/policies/{newest.policy.public_id}/")
    paper = tmp_path / "printed.pdf"
    desk.pdf(path=str(paper), format="A4")
    printed = [each.get_textpage().get_text_range() for each in pypdfium2.PdfDocument(paper)]
    words = " ".join(" ".join(printed).split())

    assert "I take a USB stick off site" in printed[0]
    assert "Edition 2 of 2, as it was shown on" in words
    assert f"/policies/{newest.policy.public_id}/editions/2/" in words.replace(" ", "").replace("\ufffe", "-")
    assert "All policies" not in words


def serve(html: str) -> str:
    """Return the address of another website with one page."""

    class Site(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            self.send_response(200)
            self.send_header("Content-Type", "text/html; charset=utf-8")
            self.end_headers()
            self.wfile.write(html.encode())

        def log_message(self, *args: object) -> None:
            del args

    server = HTTPServer(("127.0.0.1", 0), Site)
    Thread(target=server.serve_forever, daemon=True).start()
    return f"http://127.0.0.1:{server.server_port}/"
